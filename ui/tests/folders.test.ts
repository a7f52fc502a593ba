import { describe, expect, it } from "vitest";
import type { FolderView } from "../src/lib/bindings/FolderView";
import type { Overview } from "../src/lib/bindings/Overview";
import { Fake } from "../src/lib/backend/fake";
import { folderIcon, isTechnical } from "../src/lib/folders/folderKind";
import { TreeController } from "../src/lib/folders/tree.svelte";

const folder = (id: number, parent: number | null, name: string, count = 0, total = count): FolderView => ({
  id,
  parent,
  name,
  query: `in:${id}`,
  depth: 0,
  count,
  total,
});

async function treeOf(...folders: FolderView[]): Promise<TreeController> {
  const overview: Overview = await new Fake().overview();
  const source = { ...overview.sources[0]!, folders };
  return new TreeController(() => ({ ...overview, sources: [source] }));
}
const shown = (tree: TreeController) =>
  tree.tree.map(({ name, level, count, position, siblings }) => [
    name,
    level,
    count,
    `${position}/${siblings}`,
  ]);

describe("the folders of Outlook above all others", () => {
  it("are skipped, and their folders move up", async () => {
    const tree = await treeOf(
      folder(1, null, "Root - Mailbox", 0, 9),
      folder(2, 1, "IPM_SUBTREE", 0, 9),
      folder(3, 2, "Inbox", 4, 6),
      folder(4, 3, "Clients", 2),
      folder(5, 2, "Sent Items", 3),
    );
    expect(shown(tree)).toEqual([
      ["office.pst", 1, expect.any(Number), "1/1"],
      ["Inbox", 2, 6, "1/2"],
      ["Clients", 3, 2, "1/1"],
      ["Sent Items", 2, 3, "2/2"],
    ]);
    expect(tree.tree.map(({ parent }) => parent)).toEqual([null, "s1", "f3", "s1"]);
  });

  it("stay if they contain messages themselves, so that the numbers add up", async () => {
    const tree = await treeOf(folder(1, null, "Top of Outlook data file", 2, 5), folder(2, 1, "Inbox", 3));
    expect(shown(tree).slice(1)).toEqual([
      ["Top folder", 2, 5, "1/1"],
      ["Inbox", 3, 3, "1/1"],
    ]);
  });

  it.each([
    ["Top of Personal Folders", true],
    ["Top of Information Store", true],
    ["IPM_SUBTREE", true],
    ["Root - Public", true],
    ["Oberste Ebene der Outlook-Datendatei", true],
    ["Top of the list", false],
    ["Inbox", false],
  ])("%s: %s", (name, wanted) => expect(isTechnical(name)).toBe(wanted));

  it("with other folders inside that are called the same are shown deeper down", async () => {
    const tree = await treeOf(folder(1, null, "Clients", 0, 1), folder(2, 1, "IPM_SUBTREE", 0, 1));
    expect(tree.tree.map(({ name }) => name)).toEqual(["office.pst", "Clients", "Top folder"]);
  });
});

describe("the icon of a folder", () => {
  it.each([
    ["Inbox", "inbox"],
    ["Posteingang", "inbox"],
    ["Sent Items", "send"],
    ["Gesendete Elemente", "send"],
    ["Drafts", "draft"],
    ["Entwürfe", "draft"],
    ["Junk E-mail", "junk"],
    ["Spam", "junk"],
    ["Deleted Items", "bin"],
    ["Gelöschte Objekte", "bin"],
    ["Papierkorb", "bin"],
    ["Sentinel", "folder"],
    ["Clients", "folder"],
  ])("%s is %s", (name, wanted) => expect(folderIcon(name)).toBe(wanted));
});

describe("typing a name in the tree", () => {
  it("moves to the row that begins with it", async () => {
    const names = ["Inbox", "Invoices", "Sent Items", "Interest"];
    const tree = await treeOf(...names.map((name, i) => folder(i + 1, null, name)));
    const at = () => tree.tree.find(({ key }) => key === tree.focused)?.name;
    tree.typeName("i", 1000);
    expect(at()).toBe("Inbox");
    tree.typeName("n", 1100);
    expect(at()).toBe("Inbox");
    tree.typeName("v", 1200);
    expect(at()).toBe("Invoices");
    // After a pause, another name begins. The same letter goes on to the next row.
    tree.typeName("I", 5000);
    expect(at()).toBe("Interest");
    tree.typeName("i", 9000);
    expect(at()).toBe("Inbox");
    tree.typeName("x", 13_000);
    expect(at()).toBe("Inbox");
  });

  it("opens all rows beside one with *", async () => {
    const tree = await treeOf(
      folder(1, null, "A"),
      folder(2, 1, "B"),
      folder(3, null, "C"),
      folder(4, 3, "D"),
    );
    tree.fold("f1", true);
    tree.fold("f3", true);
    expect(tree.tree.length).toBe(3);
    tree.focused = "f1";
    tree.key("*");
    expect(tree.tree.length).toBe(5);
  });
});

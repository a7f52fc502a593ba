/** Checks that the number next to each choice is the number of messages that a click on the choice finds. */
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { TreeController } from "../src/lib/folders/tree.svelte";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

const search = () => screen.getByTestId<HTMLInputElement>("search");
/** Returns the number at the end of the text of a button or row. */
const numberOf = (element: HTMLElement | undefined) =>
  Number(/(\d+)$/.exec(element?.textContent?.trim().replaceAll(",", "") ?? "")?.[1]);
const shown = () =>
  waitFor(() => {
    const found = /([\d,]+) messages?/.exec(screen.getByTestId("count").textContent ?? "");
    return Number(found?.[1]?.replaceAll(",", ""));
  });

async function open() {
  const backend = new Fake();
  render(App, { backend });
  await screen.findAllByTestId("row");
  return backend;
}

describe("numbers", () => {
  it.each([
    ["from", ""],
    ["from", "roof"],
    ["from", "ro"],
    ["folder", "roof"],
    ["type", "roof"],
    ["date", "ro"],
    ["attachment", "roof"],
    ["to", "roof"],
    ["from", "subject:ro"],
  ])("of the menu %s beside “%s” equal the results of a click", async (menu, typed) => {
    await open();
    await user.click(search());
    if (typed) await user.keyboard(typed);
    await user.click(screen.getByTestId(`filter-${menu}`));
    const choices = await waitFor(() => {
      const all = within(screen.getByRole("dialog")).getAllByTestId("choice");
      expect(all.length).toBeGreaterThan(0);
      return all;
    });
    const wanted = numberOf(choices[0]);
    expect(wanted).toBeGreaterThan(0);
    await user.click(choices[0]!);
    await waitFor(async () => expect(await shown()).toBe(wanted));
  });

  it.each(["rut", "roof rut", "to:r", "in:sen", "during:20", "type:p"])(
    "of the offers for “%s” equal the results of these offers",
    async (typed) => {
      await open();
      await user.click(search());
      await user.keyboard(typed);
      const counted = () =>
        screen.queryAllByTestId("offer").findIndex((offer) => Number.isFinite(numberOf(offer)));
      await waitFor(() => expect(counted()).toBeGreaterThanOrEqual(0));
      const at = counted();
      const wanted = numberOf(screen.getAllByTestId("offer")[at]);
      await user.keyboard("{ArrowDown}".repeat(at + 1) + "{Enter}");
      await waitFor(async () => expect(await shown()).toBe(wanted));
    },
  );

  it("of the folders equal the messages shown for them", async () => {
    await open();
    const names = screen.getAllByRole("treeitem").map((item) => item.getAttribute("title") ?? "");
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const item = screen.getAllByRole("treeitem").find((other) => other.getAttribute("title") === name);
      await user.click(item!);
      await waitFor(async () => expect(await shown()).toBe(numberOf(item)));
    }
  });

  it("of the offers are counted in the chosen folder", async () => {
    const backend = await open();
    const complete = vi.spyOn(backend, "complete");
    await user.click(screen.getByText("Sent Items"));
    await user.click(search());
    await user.keyboard("roof rut");
    await waitFor(() =>
      expect(complete.mock.lastCall?.[0]).toMatchObject({ query: "roof rut", typing: false, folder: 2 }),
    );
  });
});

describe("a folder's number", () => {
  it("counts a message once if two of its subfolders contain it", async () => {
    const overview = await new Fake().overview();
    const source = overview.sources[0]!;
    const folder = (id: number, parent: number | null, count: number, total: number) => {
      return { id, parent, name: `${id}`, query: `in:${id}`, depth: parent ? 1 : 0, count, total };
    };
    const folders = [folder(1, null, 0, 7), folder(2, 1, 5, 5), folder(3, 1, 4, 4)];
    const tree = new TreeController(() => ({ ...overview, sources: [{ ...source, folders }] }));
    expect(tree.nodes.filter((n) => n.folder !== null).map((n) => n.count)).toContain(7);
  });
});

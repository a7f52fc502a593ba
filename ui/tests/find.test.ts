import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { Fake } from "../src/lib/backend/fake";
import { ended } from "../src/lib/backend/madeup/imports";
import { FindController } from "../src/lib/import/find.svelte";
import FindSheet from "../src/lib/import/FindSheet.svelte";
import NotMail from "../src/lib/import/NotMail.svelte";
import { resultLines } from "../src/lib/import/result";

const user = userEvent.setup();
const nothing = () => {};
const text = (element: Element) => element.textContent?.replace(/\s+/g, " ").trim();

async function shown(backend = new Fake()) {
  const find = new FindController(backend);
  const onadd = vi.fn();
  render(FindSheet, { find, onclose: nothing, onadd, onchoose: nothing });
  await find.look();
  return { find, onadd };
}

describe("mail on this computer", () => {
  it("is listed with size and date; mailboxes are selected, single messages are not", async () => {
    const { find, onadd } = await shown();
    const rows = await waitFor(() => {
      const rows = [...screen.getByTestId("found").querySelectorAll("li")];
      expect(rows).toHaveLength(4);
      return rows;
    });
    expect(text(rows[1] as Element)).toContain("office.pst Outlook · Outlook data file");
    expect(text(rows[1] as Element)).toContain("2.4 GB");
    expect([...find.selected]).toEqual([0, 1, 2]);
    expect(screen.getByText(/may contain only the last 12 months/)).toBeTruthy();
    await user.click(screen.getByRole("checkbox", { name: /nora@lindqvist/ }));
    await user.click(screen.getByTestId("add-found"));
    expect(onadd).toHaveBeenCalledWith([1, 2]);
  });

  it("is selected all at once, or not at all", async () => {
    const { find } = await shown();
    const all = await screen.findByRole("checkbox", { name: "4 mailboxes" });
    await user.click(all);
    expect(find.selected.size).toBe(4);
    await user.click(all);
    expect(find.selected.size).toBe(0);
    await waitFor(() => expect(screen.getByTestId("add-found")).toHaveProperty("disabled", true));
  });

  it("is reported as missing if there is none", async () => {
    const backend = new Fake();
    backend.findMailboxes = async () => ({ mailboxes: [], is_complete: true });
    await shown(backend);
    expect(await screen.findByTestId("found-none")).toBeTruthy();
    expect(screen.queryByTestId("found-some")).toBeNull();
  });

  it("is reported as incomplete if the search stopped early", async () => {
    const backend = new Fake();
    const mailboxes = (await backend.findMailboxes()).mailboxes;
    backend.findMailboxes = async () => ({ mailboxes, is_complete: false });
    await shown(backend);
    expect(text(await screen.findByTestId("found-some"))).toContain("There may be more mailboxes");
    expect(screen.getByTestId("found").querySelectorAll("li")).toHaveLength(4);
  });

  it("is searched for again after an error", async () => {
    const backend = new Fake({ fail: true });
    const { find } = await shown(backend);
    expect(await screen.findByText("The archive could not be read.")).toBeTruthy();
    backend.options.fail = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(find.found).toHaveLength(4));
  });
});

describe("files that are not mail", () => {
  it("are counted separately, with some names", () => {
    const report = ended(1).report;
    if (!report?.sources[0]) throw new Error("no report");
    report.sources[0].not_mail = {
      count: 3,
      by_kind: [
        { kind: "pictures", count: 2 },
        { kind: "mail_program", count: 1 },
      ],
      examples: [{ path: "Photos/a.png", what: "a picture (PNG)" }],
    };
    expect(resultLines(report).at(-1)).toEqual({ label: "Other files that are not mail", value: "3" });
    render(NotMail, { report });
    expect(text(screen.getByTestId("not-mail"))).toBe(
      "3 other files that are not mail 2 pictures, 1 list or settings file of a mail program Photos/a.png a picture (PNG)",
    );
  });
});

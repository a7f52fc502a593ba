import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ended } from "../src/lib/backend/madeup/imports";
import type { ImportView } from "../src/lib/bindings/ImportView";
import type { SourceReport } from "../src/lib/bindings/SourceReport";
import { isGood, resultLines, resultTitle } from "../src/lib/import/result";
import ResultSheet from "../src/lib/import/ResultSheet.svelte";

const user = userEvent.setup();
const nothing = () => {};
const actions = { onopen: nothing, onclose: nothing, onchoose: nothing, oncontinue: nothing };
const text = (element: Element) => element.textContent?.replace(/\s+/g, " ").trim();

/** Returns the made-up import with changes. */
function changed(change: (view: ImportView) => void): ImportView {
  const view = structuredClone(ended(1));
  change(view);
  return view;
}
const whole = () =>
  changed(({ report }) => {
    if (!report?.sources[0]) return;
    Object.assign(report.totals, { found: 8428, damaged: 0 });
    Object.assign(report.sources[0], {
      found: 8428,
      copies: 214,
      damaged: 0,
      summary: "Complete: 8,214 items were added; 214 were already here.",
      defects: [],
      attachments: { found: 9, unreadable: 0 },
    });
  });

describe("the result", () => {
  it("is a success only if nothing is missing", () => {
    expect(resultTitle(whole())).toBe("office.pst is complete");
    expect(resultTitle(ended(1))).toBe("office.pst: 3 of 8,431 items are damaged");
    const one = (change: (view: ImportView) => void) => resultTitle(changed(change));
    expect(one((v) => (v.state = "cancelled"))).toBe("You stopped the import of office.pst");
    expect(one((v) => (v.state = "failed"))).toBe("The import of office.pst failed");
    const of = (rest: Partial<SourceReport>) =>
      changed(({ report }) => Object.assign(report?.sources[0] ?? {}, { damaged: 0, ...rest }));
    expect(resultTitle(of({ found: 0 }))).toBe("No mail was found in office.pst");
    expect(resultTitle(of({ found: 9, copies: 9 }))).toBe("Nothing new in office.pst");
    expect(resultTitle(of({ state: "incomplete" }))).toBe("office.pst is incomplete");
    expect(resultTitle(of({ state: "unreadable" }))).toBe("office.pst could not be read");
    for (const [view, good] of [
      [whole(), true],
      [ended(1), false],
      [of({ state: "incomplete" }), false],
      [changed((v) => (v.state = "failed")), false],
      [changed((v) => (v.state = "cancelled")), false],
    ] as const)
      expect(isGood(view)).toBe(good);
  });

  it("shows damage outside of messages in the details", () => {
    const view = changed(({ report }) => {
      const defects = report?.sources[0]?.defects ?? [];
      const place = { item: null, date: null, from: null, subject: null, message: null };
      for (const at of [0, 1]) if (defects[at]) Object.assign(defects[at], place);
    });
    const sheet = { mail: true, onopen: nothing, onclose: nothing, onchoose: nothing };
    render(ResultSheet, { view, ...sheet, oncontinue: nothing, onfind: nothing, ondeleted: nothing });
    const details = [...screen.getByTestId("details").querySelectorAll("li")].map(text);
    expect(details[0]).toMatch(/^Clients \/ North Pier block: checksum \(byte 81,920\) The end/);
    expect(details.length).toBe(2);
    const damaged = [...screen.getByTestId("damaged").querySelectorAll("li")].map(text);
    expect(damaged.length).toBe(1);
  });

  it("counts the problems that the report does not list", () => {
    const sheet = { mail: true, onopen: nothing, onclose: nothing, onchoose: nothing };
    const rest = { oncontinue: nothing, onfind: nothing, ondeleted: nothing };
    const view = changed(({ report }) => Object.assign(report?.sources[0] ?? {}, { defects_left_out: 1200 }));
    render(ResultSheet, { view, ...sheet, ...rest });
    expect(text(screen.getByTestId("more-defects"))).toBe("And 1,200 more problems.");
  });

  it("shows a sum that adds up, and every kind", () => {
    render(ResultSheet, {
      view: ended(1),
      mail: true,
      ...actions,
      onfind: nothing,
      ondeleted: nothing,
    });
    const numbers = [...screen.getByTestId("result-sum").querySelectorAll("b")].map((b) =>
      Number(b.textContent?.replace(",", "")),
    );
    const [found = 0, ...parts] = numbers;
    expect(parts.reduce((a, b) => a + b, 0)).toBe(found);
    const report = ended(1).report;
    if (!report) throw new Error("no report");
    expect(resultLines(report)).toEqual([
      { label: "Mail", value: "7,311" },
      { label: "Appointments", value: "930" },
      { label: "Contacts", value: "190" },
      { label: "Recovered", value: "31" },
      { label: "Attachments", value: "2,240, 2 could not be read" },
    ]);
    const damaged = [...screen.getByTestId("damaged").querySelectorAll("li")].map(text);
    expect(damaged[2]).toContain("no date unknown no subject Only the recipients and a picture were left.");
  });

  it("names attachments whose text could not be read, and opens their messages", async () => {
    const found: string[] = [];
    render(ResultSheet, {
      view: ended(1),
      mail: true,
      ...actions,
      onfind: (query) => found.push(query),
      ondeleted: nothing,
    });
    const texts = screen.getByTestId("texts");
    expect(text(texts.querySelector("summary") as Element)).toBe(
      "Text of 1,310 attachments is searchable; the text of 2 attachments could not be read",
    );
    expect([...texts.querySelectorAll("li")].map(text)).toEqual([
      "Contract.pdf it is locked by a password",
      "Scans.docx the file is cut off",
    ]);
    const buttons = texts.querySelectorAll("button");
    expect(buttons.length).toBe(1);
    await user.click(buttons[0] as Element);
    expect(found).toEqual(["id:9"]);
  });

  it.each([
    [{ read: 1, failed: 0, failures: [] }, "Text of 1 attachment is searchable"],
    [{ read: 0, failed: 0, failures: [] }, undefined],
    [
      { read: 0, failed: 3, failures: [{ name: "", why: "why", message: null }] },
      "Text of 0 attachments is searchable; the text of 3 attachments could not be read " +
        "The attachments themselves are kept. You can open and save them. no name why And 2 more attachments.",
    ],
  ])("reports the searchable attachments: %o", (attachment_texts, said) => {
    const view = changed(({ report }) => Object.assign(report?.sources[0] ?? {}, { attachment_texts }));
    render(ResultSheet, {
      view,
      mail: true,
      ...actions,
      onfind: nothing,
      ondeleted: nothing,
    });
    const texts = screen.queryByTestId("texts");
    expect(texts ? text(texts) : undefined).toBe(said);
  });

  it("separates defects without effect", () => {
    const view = whole();
    const odd = ended(1).report?.sources[0]?.defects[0];
    if (odd) view.report?.sources[0]?.defects.push({ ...odd, costs: false });
    expect(resultTitle(view)).toBe("office.pst is complete");
    render(ResultSheet, {
      view,
      mail: true,
      ...actions,
      onfind: nothing,
      ondeleted: nothing,
    });
    expect(screen.queryByTestId("damaged")).toBeNull();
    expect(screen.getByText("Technical details").closest("details")?.open).toBe(false);
  });

  it("offers to look for deleted mail, once for each of Outlook's files", async () => {
    const view = changed(({ report }) => {
      const first = report?.sources[0];
      if (!report || !first) return;
      report.sources = [
        { ...first, path: "/a/letters.mbox", format: "mbox" },
        { ...first, path: "/a/seen.pst", looked_for_deleted: true },
        { ...first, path: "/a/new.ost", format: "ost" },
      ];
    });
    const looked: number[] = [];
    render(ResultSheet, {
      view,
      mail: true,
      ...actions,
      onfind: nothing,
      ondeleted: (source) => looked.push(source),
    });
    expect(screen.getByText("new.ost may still contain deleted mail.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Look for deleted mail" }));
    expect(looked).toEqual([2]);
  });

  it("shows the files that a stopped import did not read", () => {
    const view = changed((v) =>
      Object.assign(v, {
        state: "cancelled",
        report: null,
        error: "The import of office.pst stopped at 61 %.",
      }),
    );
    render(ResultSheet, {
      view,
      mail: true,
      ...actions,
      onfind: nothing,
      ondeleted: nothing,
    });
    expect(screen.getByText(/stopped at 61 %. All mail that was read before is kept/)).toBeTruthy();
  });

  it("does not offer to open mail if there is none", () => {
    const view = changed((v) => {
      v.state = "failed";
      v.error = "The file is locked by another program.";
      v.report = null;
    });
    render(ResultSheet, {
      view,
      mail: false,
      ...actions,
      onfind: nothing,
      ondeleted: nothing,
    });
    expect(screen.queryByTestId("open-mail")).toBeNull();
    expect(screen.getByText(/The file is locked by another program/)).toBeTruthy();
  });
});

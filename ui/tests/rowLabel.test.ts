import { describe, expect, it } from "vitest";
import type { ConversationRow } from "../src/lib/bindings/ConversationRow";
import type { Segment } from "../src/lib/bindings/Segment";
import { peopleText } from "../src/lib/list/people";
import { rowLabel } from "../src/lib/list/rowLabel";
import { withoutReply } from "../src/lib/list/subject";
import { row } from "./make";

const plain = (text: string): Segment[] => [{ text, hit: false }];
const me = { name: "Nora Lindqvist", address: "nora@lindqvist.example", me: true };
const ruth = { name: "Ruth Alder", address: "claims@fairmount-mutual.example", me: false };
const nobody = { name: "", address: "bookkeeping@oakes-tax.example", me: false };

const base: ConversationRow = {
  ...row(1),
  people: [me, ruth],
  date: Date.UTC(2016, 2, 14, 12),
  subject: plain("Re: Roof claim"),
  snippet: plain("I attach the report."),
};

describe("what a screen reader says for a row", () => {
  it.each<[string, Partial<ConversationRow>, string]>([
    ["a message", {}, "Ruth Alder, me; Roof claim; 14 Mar 2016; I attach the report."],
    [
      "a conversation",
      { count: 5 },
      "Ruth Alder, me; Roof claim; 14 Mar 2016; 5 messages; I attach the report.",
    ],
    [
      "an attachment",
      { attachments: [plain("Report.pdf")] },
      "Ruth Alder, me; Roof claim; 14 Mar 2016; attachment Report.pdf; I attach the report.",
    ],
    [
      "the attachment with the hit, and the number of the others",
      { attachments: [plain("a.jpg"), [{ text: "Roof", hit: true }, ...plain(".pdf")], plain("b.jpg")] },
      "Ruth Alder, me; Roof claim; 14 Mar 2016; attachment Roof.pdf and 2 more; I attach the report.",
    ],
    [
      "all states",
      { count: 2, starred: true, damaged: true, tags: ["Tax", "Roofs"], kind: "appointment" },
      "Ruth Alder, me; Roof claim; 14 Mar 2016; 2 messages; appointment; starred; damaged; tags Tax, Roofs; I attach the report.",
    ],
    ["one tag", { tags: ["Tax"] }, "Ruth Alder, me; Roof claim; 14 Mar 2016; tag Tax; I attach the report."],
    [
      "a hit in an attachment",
      { snippet_of: "Report.pdf", snippet: plain("… damage to the roof …") },
      "Ruth Alder, me; Roof claim; 14 Mar 2016; found in Report.pdf: … damage to the roof …",
    ],
    [
      "nothing that is known",
      { people: [], subject: [], date: null, snippet: [] },
      "unknown sender; no subject; no date",
    ],
  ])("of %s", (_, change, wanted) => expect(rowLabel({ ...base, ...change })).toBe(wanted));
});

describe("the people of a row", () => {
  it.each([
    ["the one who wrote last first", [me, ruth], "Ruth Alder, me"],
    ["the owner as me", [ruth, me], "me, Ruth Alder"],
    ["an address without a name", [nobody], "bookkeeping@oakes-tax.example"],
    ["each name once", [{ ...ruth, address: "ruth@home.example" }, ruth], "Ruth Alder"],
    ["nobody", [], "unknown sender"],
  ])("are %s", (_, people, wanted) => expect(peopleText(people)).toBe(wanted));
});

describe("a subject", () => {
  it.each([
    ["Re: Roof", "Roof"],
    ["RE: AW: Re[2]: Roof", "Roof"],
    ["Fwd: Roof", "Fwd: Roof"],
    ["Rest: a word", "Rest: a word"],
    ["Regarding: Roof", "Regarding: Roof"],
    ["Re:", ""],
  ])("%j loses the marks of an answer", (subject, wanted) =>
    expect(
      withoutReply(plain(subject))
        .map((s) => s.text)
        .join(""),
    ).toBe(wanted),
  );

  it("keeps its hits", () => {
    const subject = [{ text: "Re", hit: true }, ...plain(": the "), { text: "roof", hit: true }];
    expect(withoutReply(subject)).toEqual([...plain("the "), { text: "roof", hit: true }]);
  });
});

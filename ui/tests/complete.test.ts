import { describe, expect, it } from "vitest";
import { ListController } from "../src/lib/list/list.svelte";
import { Fake } from "../src/lib/backend/fake";
import type { Completion } from "../src/lib/bindings/Completion";
import type { Completions } from "../src/lib/bindings/Completions";
import { CompleteController } from "../src/lib/search/complete.svelte";
import { pause } from "./make";

const item = (kind: Completion["kind"], text: string, label = text): Completion => ({
  kind,
  text,
  label,
  count: 1,
  start: 0,
});

/** A backend whose completions arrive when the test resolves them. */
function byHand() {
  const asked: { text: string; answer: (items: Completion[]) => Promise<void>; fail: () => Promise<void> }[] =
    [];
  const backend = new Fake();
  backend.complete = ({ query: text }, cursor) =>
    new Promise<Completions>((resolve, reject) => {
      asked.push({
        text,
        answer: (items) => (resolve({ start: 0, end: cursor, items }), pause()),
        fail: () => (reject({ code: "failed", message: "no" }), pause()),
      });
    });
  return {
    complete: new CompleteController(
      backend,
      (query) => ({ ...new ListController(backend).requestWithout(), query }),
      () => [],
    ),
    asked,
  };
}

describe("completing", () => {
  it("never shows an older answer for a newer text", async () => {
    const { complete, asked } = byHand();
    for (const text of ["r", "ru", "rut", "ruth"]) void complete.type(text, text.length);
    await asked[0]?.answer([item("person", "with:r")]);
    expect(complete.offers).toEqual([]);
    expect(asked.map((a) => a.text)).toEqual(["r", "ruth"]);
    await asked[1]?.answer([item("person", "with:ruth@x.example", "Ruth <ruth@x.example>")]);
    expect(complete.offers.map((o) => [o.label, o.hint, o.query])).toEqual([
      ["Ruth", "ruth@x.example", "with:ruth@x.example "],
    ]);
  });

  it("offers nothing once the list was closed", async () => {
    const { complete, asked } = byHand();
    void complete.type("r", 1);
    complete.close();
    await asked[0]?.answer([item("person", "with:r")]);
    expect(complete.offers).toEqual([]);
  });

  it("ignores an error, and completes the next text", async () => {
    const { complete, asked } = byHand();
    void complete.type("r", 1);
    await asked[0]?.fail();
    expect(complete.offers).toEqual([]);
    void complete.type("ru", 2);
    await asked[1]?.answer([item("folder", "in:Rugs")]);
    expect(complete.offers.length).toBe(1);
  });

  it("chooses no offer by itself, and returns to the box at both ends of the list", async () => {
    const { complete, asked } = byHand();
    void complete.type("x", 1);
    await asked[0]?.answer([item("folder", "in:x1"), item("folder", "in:x2")]);
    expect(complete.chosen).toBeNull();
    const walked = ([1, 1, 1, -1] as const).map((step) => (complete.move(step), complete.at));
    expect(walked).toEqual([0, 1, -1, 1]);
  });

  it("offers some completions of each kind", async () => {
    const { complete, asked } = byHand();
    void complete.type("x", 1);
    const many = Array.from({ length: 6 }, (_, i) => item("person", `with:x${i}`));
    await asked[0]?.answer([...many, item("folder", "in:x"), item("year", "during:2016")]);
    expect(complete.offers.map((o) => o.kind).slice(-2)).toEqual(["folder", "year"]);
    expect(complete.offers.length).toBe(8);
  });

  it("adds a space after a value but not after an operator, and keeps the text after the cursor", async () => {
    const { complete, asked } = byHand();
    void complete.type("fr roof", 2);
    await asked[0]?.answer([item("operator", "from:", "from"), item("folder", "in:Free")]);
    expect(complete.offers.map((o) => [o.query, o.cursor])).toEqual([
      ["from: roof", 5],
      ["in:Free roof", 8],
    ]);
  });
});

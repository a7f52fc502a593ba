import { describe, expect, it } from "vitest";
import { editQuery, readQuery } from "../src/lib/backend/madeup/queries";
import { bars, during, narrow, picked, type Span } from "../src/lib/search/dates";
import { filters, has, type ReadQuery, textOf } from "../src/lib/search/query";
import { QueryReader } from "../src/lib/search/queryReader.svelte";
import { Fake } from "../src/lib/backend/fake";
import type { QueryTermView } from "../src/lib/bindings/QueryTermView";
import { pause } from "./make";

const read = (text: string): ReadQuery => ({ text, terms: readQuery(text) });

describe("the conditions of a query", () => {
  it("are chips if they have an operator, or exclude", () => {
    const query = read('roof from:ruth -draft http://x.example 12:30 "last page" in:"Sent Items" from:');
    expect(filters(query).map((term) => textOf(query, term))).toEqual([
      "from:ruth",
      "-draft",
      'in:"Sent Items"',
    ]);
    expect(filters(query).map((term) => term.value)).toEqual(["ruth", "draft", "Sent Items"]);
  });

  it("are known by every name of their operator", () => {
    const query = read("since:2016 sender:ruth title:a text:b filetype:pdf ext:doc label:x size:1m on:2016");
    expect(query.terms.map((term) => term.operator)).toEqual([
      "after",
      "from",
      "subject",
      "body",
      "type",
      "type",
      "in",
      "larger",
      "during",
    ]);
  });

  it("are found again, however they were typed", () => {
    const query = read('IN:"sent items" sender:ruth larger:1m x');
    expect(has(query, 'in:"Sent Items"')).toBe(true);
    expect(has(query, "from:ruth")).toBe(true);
    expect(has(query, "larger:1m")).toBe(true);
    expect(has(query, "in:sent")).toBe(false);
  });
});

describe("reading a query", () => {
  it("asks for the newest text only, and never shows an older answer", async () => {
    const asked: { text: string; answer: (terms: QueryTermView[]) => void }[] = [];
    const backend = new Fake();
    backend.readQuery = (text) => new Promise((answer) => asked.push({ text, answer }));
    const reader = new QueryReader(backend);
    for (const text of ["f", "fr", "fro", "from:ruth"]) void reader.of(text);
    expect(asked.map((a) => a.text)).toEqual(["f"]);
    asked[0]?.answer(readQuery("f"));
    await pause();
    expect(reader.read.text).toBe("");
    expect(asked.map((a) => a.text)).toEqual(["f", "from:ruth"]);
    asked[1]?.answer(readQuery("from:ruth"));
    await pause();
    expect(reader.read.text).toBe("from:ruth");
    expect(reader.read.terms.map((term) => term.operator)).toEqual(["from"]);
  });
});

describe("dates", () => {
  const year = (n: number): Span => ({ first: n * 12, last: n * 12 + 11 });
  it.each([
    ["roof", null],
    ["during:2016", year(2016)],
    ["during:2016-03", { first: 2016 * 12 + 2, last: 2016 * 12 + 2 }],
    ["after:2012 before:2016", { first: 2012 * 12, last: 2015 * 12 + 11 }],
    ["during:2012..2013", { first: 2012 * 12, last: 2013 * 12 + 11 }],
    ["before:2016-03-14", { first: -Infinity, last: 2016 * 12 + 2 }],
    ["during:last-year", null],
    ["-during:2016", null],
  ])("of %j", (query, wanted) => expect(picked(read(query))).toEqual(wanted));

  it("are written as they could be typed, and read back", () => {
    for (const [a, b] of [
      [0, 11],
      [2, 2],
      [0, 35],
      [2, 7],
      [3, 20],
    ] as const) {
      const span = { first: 2015 * 12 + a, last: 2015 * 12 + b };
      expect(picked(read(during(span)))).toEqual(span);
    }
    expect(during({ first: 2012 * 12, last: 2015 * 12 + 11 })).toBe("after:2012 before:2016");
  });

  it.each([
    ["roof", year(2016), "during:2016 roof"],
    ["during:2016 roof", year(2016), "roof"],
    ["after:2012 before:2016 roof", year(2016), "during:2016 roof"],
    ["since:2012 older:2016 roof", year(2016), "during:2016 roof"],
    ["during:2016-03 roof", { first: 2016 * 12 + 2, last: 2016 * 12 + 2 }, "during:2016 roof"],
  ])("narrow %j, and the same again widens it", (query, span, wanted) =>
    expect(editQuery(query, narrow(read(query), span)).query).toBe(wanted),
  );

  const years = [2014, 2015, 2016, 2017].map((year) => ({ year, count: 1 }));
  const months = [{ query: "during:2016-03", label: "2016-03", count: 7 }];
  it("are bars of years, or of months if one or two years are shown", () => {
    expect(bars(years, [], null).map((b) => b.label)).toEqual(["2014", "2015", "2016", "2017"]);
    expect(bars(years, [], picked(read("after:2015"))).map((b) => b.on)).toEqual([false, true, true, true]);
    const one = bars(years, months, picked(read("during:2016")));
    expect(one.length).toBe(12);
    expect(one[2]).toMatchObject({ label: "Mar 2016", short: "Mar", count: 7, on: true });
    expect(bars(years, months, picked(read("during:2016-03"))).filter((b) => b.on).length).toBe(1);
    expect(bars(years, months, picked(read("after:2016"))).length).toBe(24);
    expect(bars(years.slice(2), months, null).length).toBe(24);
    // Unknown months are not shown as months without mail.
    expect(bars(years, null, picked(read("during:2016"))).map((b) => b.on)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(bars([], [], picked(read("during:2016")))).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { bars, during, narrow, picked, type Span } from "../src/lib/search/dates";
import { waysOut } from "../src/lib/search/nothing.svelte";
import { add, condition, filters, has, parts, pieces, toggle, without } from "../src/lib/search/query";

describe("the parts of a query", () => {
  it.each([
    ["roof insurance", ["roof", "insurance"]],
    [
      'from:"Ruth A" roof -has:attachment "open end',
      ['from:"Ruth A"', "roof", "-has:attachment", '"open end'],
    ],
    ["from:(ruth OR karl) roof", ["from:(ruth OR karl)", "roof"]],
    ["(roof ruth) OR ceiling x", ["(roof ruth) OR ceiling", "x"]],
    ["roof | gutter NOT ruth", ["roof | gutter", "NOT ruth"]],
    ["text-in:attachment total a AND b", ["text-in:attachment total", "a", "b"]],
    ['in:"Sent Items" 5" (a "b) c', ['in:"Sent Items"', '5"', '(a "b) c']],
    ["OR OR ((", ["OR OR (("]],
    ["", []],
  ])("%j", (query, wanted) => expect(parts(query).map((p) => p.text)).toEqual(wanted));

  it("are chips if they name a field, or what must not be there", () => {
    const query = 'roof from:ruth -draft http://x.example 12:30 "last page" in:"Sent Items" from:';
    expect(filters(query).map((p) => p.text)).toEqual(["from:ruth", "-draft", 'in:"Sent Items"']);
    expect(filters(query).map((p) => p.value)).toEqual(["ruth", "-draft", "Sent Items"]);
  });

  it("keep every character of what was typed", () => {
    const typed = '  from:"Ruth A" roof  -has:attachment OR x "open';
    expect(
      pieces(typed)
        .map((p) => p.text)
        .join(""),
    ).toBe(typed);
    const tinted = pieces('from:"Ruth A" roof').filter((p) => p.operator);
    expect(tinted.map((p) => p.text)).toEqual(['from:"Ruth A"']);
  });
});

describe("a click", () => {
  it.each([
    ["", "from:ruth", "from:ruth"],
    ["roof", "from:ruth", "from:ruth roof"],
    ["in:Inbox roof", "from:ruth", "in:Inbox from:ruth roof"],
    ["roof from:ruth", "from:ruth", "roof"],
    ["From:Ruth roof", "from:ruth", "roof"],
    ['in:"Sent Items" x', 'in:"Sent Items"', "x"],
    ["from:karl roof", "from:ruth", "from:ruth roof"],
    ["-from:karl roof", "from:ruth", "-from:karl from:ruth roof"],
  ])("%j and %j give %j", (query, condition, wanted) =>
    expect(toggle(query, condition, ["from"])).toBe(wanted),
  );

  it("leaves the last word to be found by its beginning", () =>
    expect(add("roo", "is:sent")).toBe("is:sent roo"));
  it("leaves several of what a message has several of", () =>
    expect(toggle("type:pdf", "type:xlsx")).toBe("type:pdf type:xlsx"));
  it("knows what is chosen", () => {
    expect(has('in:"Sent Items" x', "in:sent")).toBe(false);
    expect(has('IN:"sent items" x', 'in:"Sent Items"')).toBe(true);
  });
  it("takes one condition away", () => expect(without('a  "b c" d', (p) => p.text === '"b c"')).toBe("a d"));
  it("writes what is typed as one condition", () => {
    expect(condition("from", " Ruth Alder ")).toBe('from:"Ruth Alder"');
    expect(condition("from", 'a"b')).toBe("from:ab");
    expect(condition("from", "me")).toBe('from:"me"');
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
  ])("of %j", (query, wanted) => expect(picked(query)).toEqual(wanted));

  it("are written as they could be typed, and read back", () => {
    for (const [a, b] of [
      [0, 11],
      [2, 2],
      [0, 35],
      [2, 7],
      [3, 20],
    ] as const) {
      const span = { first: 2015 * 12 + a, last: 2015 * 12 + b };
      expect(picked(during(span))).toEqual(span);
    }
    expect(during({ first: 2012 * 12, last: 2015 * 12 + 11 })).toBe("after:2012 before:2016");
  });

  it("narrow a query, and the same again widens it", () => {
    expect(narrow("roof", year(2016))).toBe("during:2016 roof");
    expect(narrow("during:2016 roof", year(2016))).toBe("roof");
    expect(narrow("after:2012 before:2016 roof", year(2016))).toBe("during:2016 roof");
    const march = { first: 2016 * 12 + 2, last: 2016 * 12 + 2 };
    expect(narrow("during:2016-03 roof", march)).toBe("during:2016 roof");
  });

  const years = [2014, 2015, 2016, 2017].map((year) => ({ year, count: 1 }));
  const months = [{ query: "during:2016-03", label: "2016-03", count: 7 }];
  it("are bars of years, or of months where one or two years are seen", () => {
    expect(bars(years, [], null).map((b) => b.label)).toEqual(["2014", "2015", "2016", "2017"]);
    expect(bars(years, [], picked("after:2015")).map((b) => b.on)).toEqual([false, true, true, true]);
    const one = bars(years, months, picked("during:2016"));
    expect(one.length).toBe(12);
    expect(one[2]).toMatchObject({ label: "Mar 2016", short: "Mar", count: 7, on: true });
    expect(bars(years, months, picked("during:2016-03")).filter((b) => b.on).length).toBe(1);
    expect(bars(years, months, picked("after:2016")).length).toBe(24);
    expect(bars(years.slice(2), months, null).length).toBe(24);
    // Months that are not known yet are no months without mail.
    expect(bars(years, null, picked("during:2016")).map((b) => b.on)).toEqual([false, false, true, false]);
    expect(bars([], [], picked("during:2016"))).toEqual([]);
  });
});

describe("the ways out of nothing", () => {
  it("are named as they were typed", () => {
    const counted = [
      { part: "from:ruth", alone: 5, without: 0 },
      { part: "roof*", alone: 3, without: 5 },
    ];
    expect(waysOut("roof FROM:Ruth", counted).map((way) => [way.part, way.without, way.messages])).toEqual([
      ["FROM:Ruth", "roof", 0],
      ["roof", "FROM:Ruth", 5],
    ]);
  });
  it("are named as they were understood where they cannot be found again", () => {
    const counted = [
      { part: "(2016 OR during:2016)", alone: 5, without: 3 },
      { part: "subject:a", alone: 1, without: 0 },
      { part: "subject:b", alone: 1, without: 0 },
    ];
    expect(waysOut("2016 subject:(a b)", counted)[0]).toEqual({
      part: "(2016 OR during:2016)",
      without: "subject:a subject:b",
      messages: 3,
    });
  });
});

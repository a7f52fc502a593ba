import { describe, expect, it } from "vitest";
import { readQuery } from "../src/lib/backend/madeup/queries";
import { join, split } from "../src/lib/search/tokens";

const parts = (text: string, typing: boolean) => {
  const { tokens, text: rest } = split({ text, terms: readQuery(text) }, typing);
  return [tokens.map((token) => token.text), rest];
};

describe("a query in the search box", () => {
  it.each<[string, boolean, string[], string]>([
    ["roof", true, [], "roof"],
    ["during:2016 roof", true, ["during:2016"], "roof"],
    ["roof from:ruth", true, [], "roof from:ruth"],
    ["roof from:ruth ", true, ["from:ruth"], "roof "],
    ["roof from:ruth", false, ["from:ruth"], "roof"],
    ["roof from:ruth -draft has:attachment", false, ["from:ruth", "-draft", "has:attachment"], "roof"],
    ["after:2012 before:2016 roof", false, ["after:2012", "before:2016"], "roof"],
    ["from:", false, [], "from:"],
    ["from:", true, [], "from:"],
  ])("%j, typing: %j", (query, typing, tokens, text) => expect(parts(query, typing)).toEqual([tokens, text]));

  it("keeps a token that becomes the end of the query", () => {
    const text = "roof from:ruth";
    const read = { text, terms: readQuery(text) };
    const before = split({ text: "roof from:ruth ", terms: readQuery("roof from:ruth ") }, true);
    expect(split(read, true, before.tokens).tokens.length).toBe(1);
    expect(split(read, true).tokens.length).toBe(0);
  });

  it("loses nothing when it is joined", () => {
    const query = 'roof from:ruth -draft http://x.example 12:30 "last page" in:"Sent Items" from:';
    const joined = join(split({ text: query, terms: readQuery(query) }, true));
    expect(joined.split(" ").sort()).toEqual(query.split(" ").sort());
  });

  it("has tokens with different ids, even if a condition was typed twice", () => {
    const text = "from:ruth from:ruth x";
    const term = { operator: "from", value: "ruth", excluded: false, key: "from:ruth" };
    const terms = [
      { ...term, start: 0, end: 9 },
      { ...term, start: 10, end: 19 },
    ];
    const ids = split({ text, terms }, false).tokens.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

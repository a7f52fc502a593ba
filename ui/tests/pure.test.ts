import { describe, expect, it } from "vitest";
import { secondsLeft } from "../src/lib/import/imports.svelte";
import { running } from "../src/lib/backend/madeup/imports";
import { blocks } from "../src/lib/reader/quotes";
import { trueAddress } from "../src/lib/reader/url";
import { commandOf } from "../src/views/keys";
import * as words from "../src/lib/words";

describe("quoted text", () => {
  const plain = (text: string) => [{ text, hit: false }];
  it("is separated from own text", () => {
    const found = blocks(plain("Yes.\n\n> a\n> b\nBye"));
    expect(found.map((b) => [b.quoted, b.lines])).toEqual([
      [false, 2],
      [true, 2],
      [false, 1],
    ]);
  });
  it("keeps text and marks", () => {
    const segments = [...plain("one\n> t"), { text: "wo\nth", hit: true }, ...plain("ree")];
    const found = blocks(segments);
    expect(found.flatMap((b) => b.segments.map((s) => s.text)).join("")).toBe("one\n> two\nthree");
    expect(found.map((b) => b.hit)).toEqual([false, true, true]);
  });
});

describe("a link", () => {
  it.each([
    ["https://www.bank.example/login?x=1", "www.bank.example"],
    ["https://www.bank.example@evil.example/", "evil.example"],
    ["https://bank.example:8443/", "bank.example:8443"],
    ["https://b\u0430nk.example/", "xn--bnk-6cd.example"],
    ["https:\\\\evil.example\\bank.example", "evil.example"],
    ["mailto:ruth@fairmount.example?subject=x", "fairmount.example"],
    ["javascript:alert(1)", ""],
    ["not an address", ""],
  ])("%s leads to %j", (url, host) => expect(trueAddress(url).host).toBe(host));

  it("is shown in full", () => {
    const { before, host, after } = trueAddress("https://a:b@evil.example/x?y#z");
    expect(before + host + after).toBe("https://a:b@evil.example/x?y#z");
  });
});

describe("words", () => {
  it("name the most common files first, and each once", () => {
    const names = words.importable.split(", ");
    expect(names.slice(0, 3)).toEqual([".pst", ".ost", ".mbox"]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(".ics");
  });
  it("counts", () =>
    expect([words.many(1, "message"), words.many(2, "message")]).toEqual(["1 message", "2 messages"]));
  it("never shows 100 % too early", () => {
    expect([0, 0.999, 1, 1.2].map(words.percent)).toEqual(["0 %", "99 %", "100 %", "100 %"]);
  });
  it("formats sizes", () => {
    expect([0, 1, 999, 1000, 1_240_000, 81_000_000].map(words.size)).toEqual([
      "0 bytes",
      "1 byte",
      "999 bytes",
      "1 KB",
      "1.2 MB",
      "81 MB",
    ]);
  });
  it("formats any date", () => {
    expect(words.day(null)).toBe("no date");
    expect(words.day(9e15)).toBe("no date");
    expect(words.dayOf("nonsense")).toBe("no date");
    expect(words.span([null])).toBe("no date");
  });
  it("shows the time left as soon as it can be estimated", () => {
    expect(secondsLeft(running(1, 0))).toBeNull();
    expect(secondsLeft(running(1, 20))).toBeGreaterThan(10);
    expect(words.left(125)).toBe("about 2 minutes left");
  });
});

describe("keys", () => {
  const press = (init: KeyboardEventInit, typing = false) =>
    commandOf(new KeyboardEvent("keydown", init), { typing, onControl: false, reading: false });
  it.each([
    ["/", "search"],
    ["j", "down"],
    ["K", "up"],
    ["x", "toggle"],
    ["?", "help"],
    ["F6", "next-pane"],
  ])("%s runs %s", (key, wanted) => expect(press({ key })).toBe(wanted));
  it("ignores characters while the owner types", () => {
    for (const key of ["/", "j", "x", "?", "ArrowDown"]) expect(press({ key }, true)).toBeNull();
    expect(press({ key: "a", ctrlKey: true }, true)).toBeNull();
    expect(press({ key: "e", ctrlKey: true }, true)).toBe("export");
    expect(press({ key: "p", ctrlKey: true }, true)).toBe("print");
  });
});

import { describe, expect, it } from "vitest";
import { Virtual } from "../src/lib/list/virtual";

describe("a short list", () => {
  it("scrolls pixel by pixel", () => {
    const v = new Virtual(78, 1000, 800);
    expect(v.height).toBe(78_000);
    v.scrolled(7800);
    expect(v.window(0)).toEqual({ first: 100, end: 111 });
    expect(v.top(100)).toBe(7800);
  });
  it("moves only as far as a row needs", () => {
    const v = new Virtual(78, 1000, 780);
    expect(v.reveal(3)).toBe(false);
    expect(v.reveal(10)).toBe(true);
    expect(v.position).toBe(78);
  });
});

describe("a million rows", () => {
  const v = () => new Virtual(78, 1_000_000, 800);

  it("stays below what a browser can lay out", () => {
    expect(v().height).toBeLessThan(16_000_000);
  });
  it("reaches the last row at the end of the scroll bar", () => {
    const list = v();
    list.scrolled(list.height - 800);
    expect(list.window().end).toBe(1_000_000);
    expect(list.top(999_999) + 78).toBeCloseTo(list.height, 3);
  });
  it("moves by pixels with the wheel, wherever it is", () => {
    const list = v();
    list.scrolled(4_000_000);
    const before = list.position;
    list.scrolled(4_000_120);
    expect(list.position - before).toBe(120);
  });
  it("does not move the rows when the scroll bar is adjusted", () => {
    const list = v();
    list.scrolled(4_000_000);
    for (let i = 1; i <= 20; i += 1) list.scrolled(4_000_000 + i * 100);
    const seen = list.position;
    const top = list.settle();
    list.scrolled(top);
    expect(list.position).toBe(seen);
    expect(list.top(Math.ceil(seen / 78))).toBeGreaterThanOrEqual(top);
  });
  it("reveals every requested row", () => {
    for (const row of [0, 1, 77_777, 500_000, 999_998, 999_999]) {
      const list = v();
      list.reveal(row);
      list.settle();
      const { first, end } = list.window(0);
      expect(row).toBeGreaterThanOrEqual(first);
      expect(row).toBeLessThan(end);
      expect(list.top(row)).toBeGreaterThanOrEqual(0);
      expect(list.top(row) + 78).toBeLessThanOrEqual(list.height + 1);
    }
  });
});

describe("headings", () => {
  /** Rows of 76 px and headings of 24 px. Each tenth row begins a group. */
  const list = (count = 1000) => new Virtual(76, count, 800, 24);
  const tenth = (index: number) => index % 10 === 0;

  it("move the rows below them", () => {
    const v = list();
    v.learn({ first: 0, end: 25 }, tenth, 0);
    expect([v.hasHeading(0), v.hasHeading(5), v.hasHeading(20), v.hasHeading(30)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([v.slot(0), v.offset(0)]).toEqual([0, 24]);
    expect([v.slot(10), v.offset(10)]).toEqual([784, 808]);
    expect(v.offset(999)).toBe(999 * 76 + 3 * 24);
    expect(v.height).toBe(1000 * 76 + 3 * 24);
  });

  it("belong to the row below them", () => {
    const v = list();
    v.learn({ first: 0, end: 1000 }, tenth, 0);
    for (const index of [0, 1, 9, 10, 11, 500, 999]) {
      expect(v.at(v.slot(index))).toBe(index);
      expect(v.at(v.offset(index) + 75)).toBe(index);
    }
    expect(v.at(1e9)).toBe(999);
  });

  it("that become known above the view leave the rows in view where they are", () => {
    const v = list();
    v.scrolled(40_000);
    const { first, end } = v.window(0);
    const before = v.top(first + 1);
    v.learn({ first: first - 30, end }, (i) => i < first && i % 10 === 0, first + 1);
    expect(v.hasHeading(first - 30 + (10 - ((first - 30) % 10)))).toBe(true);
    expect(v.top(first + 1)).toBe(before);
    const now = v.position;
    v.forget();
    expect(v.position).toBe(now - 3 * 24);
  });

  it("are kept while it is unknown whether a row begins a group", () => {
    const v = list();
    v.learn({ first: 0, end: 25 }, tenth, 0);
    v.learn({ first: 0, end: 25 }, () => null, 0);
    expect(v.hasHeading(20)).toBe(true);
    v.learn({ first: 0, end: 25 }, () => false, 0);
    expect(v.hasHeading(20)).toBe(false);
  });

  it("do not cover a row that was asked for", () => {
    const v = list();
    v.learn({ first: 0, end: 1000 }, tenth, 0);
    for (const row of [500, 499, 10, 9, 0]) {
      v.reveal(row);
      expect(v.offset(row) - v.position).toBeGreaterThanOrEqual(row === 0 ? 0 : 24);
    }
    expect(v.position).toBe(0);
  });

  it("push the fixed heading out of the view", () => {
    const v = list();
    v.learn({ first: 0, end: 1000 }, tenth, 0);
    v.position = v.slot(10) - 24;
    expect(v.pushed).toBe(0);
    v.position = v.slot(10) - 6;
    expect(v.pushed).toBe(18);
    v.position = v.slot(10);
    expect(v.pushed).toBe(0);
  });

  it("leave a million rows within reach", () => {
    const v = list(1_000_000);
    v.learn({ first: 0, end: 1000 }, tenth, 0);
    v.scrolled(v.height - 800);
    expect(v.window().end).toBe(1_000_000);
    expect(v.top(999_999) + 76).toBeCloseTo(v.height, 3);
  });
});

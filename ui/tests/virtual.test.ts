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

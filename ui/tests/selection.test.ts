import { describe, expect, it } from "vitest";
import { ListController } from "../src/lib/list/list.svelte";
import { ListSelection } from "../src/lib/list/selection.svelte";
import { long } from "./make";

async function start(total = 1000) {
  const list = new ListController(long(total).backend);
  await list.load();
  return new ListSelection(list);
}
const ids = (selection: ListSelection) => {
  const chosen = selection.current();
  return chosen?.what === "threads" ? chosen.ids.sort((a, b) => a - b) : chosen;
};

describe("moving", () => {
  it("stays within the list", async () => {
    const selection = await start(3);
    expect([selection.move(1), selection.move(1), selection.move(5), selection.move(-9)]).toEqual([
      0, 1, 2, 0,
    ]);
  });
  it("does not move in an empty list", async () => {
    expect((await start(0)).move(1)).toBe(-1);
  });
});

describe("selecting", () => {
  it("selects and deselects", async () => {
    const selection = await start();
    await selection.toggle(3);
    await selection.toggle(5);
    await selection.toggle(3);
    expect(ids(selection)).toEqual([5]);
    selection.clear();
    expect(selection.current()).toBeNull();
  });

  it("extends with the cursor, and shrinks on the way back", async () => {
    const selection = await start();
    selection.to(4);
    await selection.extend(1);
    await selection.extend(1);
    expect(ids(selection)).toEqual([4, 5, 6]);
    await selection.extend(-1);
    expect(ids(selection)).toEqual([4, 5]);
    await selection.extend(-1);
    await selection.extend(-1);
    expect(ids(selection)).toEqual([3, 4]);
  });

  it("selects a range over pages that were not fetched", async () => {
    const selection = await start();
    await selection.toggle(95);
    await selection.rangeTo(205);
    expect(selection.count).toBe(111);
  });

  it("selects all as a search, not as a million ids", async () => {
    const selection = await start(1_000_000);
    selection.selectAll();
    expect(selection.count).toBe(1_000_000);
    expect(selection.has(12)).toBe(true);
    expect(ids(selection)).toEqual({ what: "search", query: "", typing: false, folder: null, source: null });
    await selection.toggle(7);
    expect(ids(selection)).toEqual([7]);
  });
});

import { describe, expect, it } from "vitest";
import { ListController } from "../src/lib/list/list.svelte";
import { Picks } from "../src/lib/list/picks.svelte";
import { long } from "./make";

async function start(total = 1000) {
  const list = new ListController(long(total).backend);
  await list.load();
  return new Picks(list);
}
const ids = (picks: Picks) => {
  const selection = picks.selection();
  return selection?.what === "threads" ? selection.ids.sort((a, b) => a - b) : selection;
};

describe("moving", () => {
  it("stays within the list", async () => {
    const picks = await start(3);
    expect([picks.move(1), picks.move(1), picks.move(5), picks.move(-9)]).toEqual([0, 1, 2, 0]);
  });
  it("goes nowhere in an empty list", async () => {
    expect((await start(0)).move(1)).toBe(-1);
  });
});

describe("picking", () => {
  it("takes and gives back", async () => {
    const picks = await start();
    await picks.toggle(3);
    await picks.toggle(5);
    await picks.toggle(3);
    expect(ids(picks)).toEqual([5]);
    picks.clear();
    expect(picks.selection()).toBeNull();
  });

  it("extends with the cursor, and takes back on the way home", async () => {
    const picks = await start();
    picks.to(4);
    await picks.extend(1);
    await picks.extend(1);
    expect(ids(picks)).toEqual([4, 5, 6]);
    await picks.extend(-1);
    expect(ids(picks)).toEqual([4, 5]);
    await picks.extend(-1);
    await picks.extend(-1);
    expect(ids(picks)).toEqual([3, 4]);
  });

  it("picks a range over pages that were not fetched", async () => {
    const picks = await start();
    await picks.toggle(95);
    await picks.rangeTo(205);
    expect(picks.count).toBe(111);
  });

  it("picks all as a search, not as a million ids", async () => {
    const picks = await start(1_000_000);
    picks.selectAll();
    expect(picks.count).toBe(1_000_000);
    expect(picks.has(12)).toBe(true);
    expect(ids(picks)).toEqual({ what: "search", query: "", folder: null, source: null });
    await picks.toggle(7);
    expect(ids(picks)).toEqual([7]);
  });
});

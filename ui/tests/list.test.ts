import { describe, expect, it } from "vitest";
import { Fake } from "../src/lib/backend/fake";
import { ListController } from "../src/lib/list/list.svelte";
import { PAGE } from "../src/lib/list/pages.svelte";
import { byHand, long, pause } from "./make";

describe("searching", () => {
  it("never lets an older answer replace a newer one", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.search("r");
    void list.search("ro");
    // The first request gets no answer, so the second request starts in parallel.
    await pause(200);
    expect(asked.map((a) => a.request.query)).toEqual(["r", "ro"]);
    await asked[1]?.answer(2);
    await asked[0]?.answer(99);
    expect(list.total).toBe(2);
    expect(list.answered).toBe("ro");
  });

  it("sends only the newest of many waiting requests", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    for (const query of ["r", "ro", "roo", "roof"]) void list.search(query);
    await asked[0]?.answer(9);
    expect(asked.map((a) => a.request.query)).toEqual(["r", "roof"]);
    expect(list.ready).toBe(false);
    await asked[1]?.answer(3);
    expect(list.total).toBe(3);
  });

  it("keeps the rows after an error, and tries again", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.load();
    await asked[0]?.answer(5);
    void list.search("x");
    await asked[1]?.fail("The disk does not answer.");
    expect(list.error?.message).toBe("The disk does not answer.");
    expect(list.total).toBe(5);
    void list.retry();
    await asked[2]?.answer(1);
    expect(list.error).toBeNull();
    expect(list.total).toBe(1);
  });

  it("shows that it waits only after 300 ms", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.load();
    await pause(200);
    expect(list.slow.now).toBe(false);
    await pause(150);
    expect(list.slow.now).toBe(true);
    await asked[0]?.answer(1);
    expect(list.slow.now).toBe(false);
  });

  it("keeps the bars of all years while it is narrowed to one", async () => {
    const list = new ListController(new Fake());
    await list.search("roof");
    const all = list.years;
    await list.search("roof during:2016");
    expect(list.years).toEqual(all);
    expect(list.total).toBeGreaterThan(0);
  });
});

describe("pages", () => {
  it("fetches the pages in view, and no page twice", async () => {
    const { backend, requests } = long(1_000_000);
    const list = new ListController(backend);
    await list.load();
    list.need(499_990, 500_010);
    await pause(5);
    list.need(499_991, 500_011);
    await pause(5);
    expect(requests.map((r) => r.offset)).toEqual([0, 499_900, 500_000]);
    expect(requests.every((r) => r.limit === PAGE)).toBe(true);
    expect(list.row(500_000)?.thread).toBe(500_000);
    expect(list.row(700_000)).toBeUndefined();
  });

  it("skips pages that were scrolled past", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.load();
    await asked[0]?.answer(1_000_000);
    for (let at = 1; at <= 50; at += 1) list.need(at * 1000, at * 1000 + 10);
    expect(asked.length).toBeLessThanOrEqual(3);
    for (const a of asked.slice(1)) await a.answer(1_000_000);
    expect(asked.at(-1)?.request.offset).toBe(50_000);
  });

  it("forgets the pages farthest away", async () => {
    const { backend } = long(1_000_000);
    const list = new ListController(backend);
    await list.load();
    for (let at = 0; at < 100; at += 1) {
      list.need(at * PAGE, at * PAGE + 10);
      await pause();
    }
    expect(list.row(0)).toBeUndefined();
    expect(list.row(99 * PAGE)?.thread).toBe(99 * PAGE);
  });

  it("keeps its position when new mail arrives", async () => {
    const { backend, requests } = long(1000);
    const list = new ListController(backend);
    await list.load();
    list.need(500, 510);
    await pause(5);
    const { resets } = list;
    await list.load(true);
    expect(requests.at(-1)?.offset).toBe(500);
    expect(list.resets).toBe(resets);
    expect(list.row(505)?.thread).toBe(505);
  });
});

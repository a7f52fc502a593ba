import { describe, expect, it } from "vitest";
import { type Change, History } from "../src/lib/history.svelte";
import { changeOf } from "../src/lib/place";

/** Places such as "q1": the letter is what changes, the number is the value. */
const KINDS: Record<string, Change> = { q: "query", f: "folder", c: "conversation" };

function make() {
  let time = 0;
  const history = new History(
    (_, to) => KINDS[to[0] ?? ""] ?? null,
    () => time,
  );
  const shown: string[] = [];
  return {
    history,
    shown,
    visit: (place: string, after = 5000) => {
      time += after;
      history.note(place);
    },
    go: (step: 1 | -1) => history.go(step, async (place) => void shown.push(place)),
  };
}

describe("the history", () => {
  it("goes back and forward", async () => {
    const { history, shown, visit, go } = make();
    expect(await go(-1)).toBe(false);
    for (const place of ["f1", "c1", "c2"]) visit(place);
    expect([history.canGoBack, history.canGoForward]).toEqual([true, false]);
    expect(await go(-1)).toBe(true);
    expect(await go(-1)).toBe(true);
    expect(await go(-1)).toBe(false);
    expect(await go(1)).toBe(true);
    expect(shown).toEqual(["c1", "f1", "c1"]);
    expect([history.canGoBack, history.canGoForward]).toEqual([true, true]);
  });

  it("forgets the places after a new one", async () => {
    const { history, visit, go } = make();
    for (const place of ["f1", "f2", "f3"]) visit(place);
    await go(-1);
    visit("f4");
    expect(history.canGoForward).toBe(false);
    await go(-1);
    await go(-1);
    expect(history.canGoBack).toBe(false);
  });

  it("keeps the letters of a word as one place", async () => {
    const { shown, visit, go } = make();
    visit("f1");
    for (const place of ["q1", "q2", "q3"]) visit(place, 300);
    visit("c1", 300);
    visit("c2", 2000);
    while (await go(-1));
    expect(shown).toEqual(["c1", "q3", "f1"]);
  });

  it("keeps each folder, however quickly it is left", async () => {
    const { shown, visit, go } = make();
    for (const place of ["f1", "f2", "f3"]) visit(place, 100);
    while (await go(-1));
    expect(shown).toEqual(["f2", "f1"]);
  });

  it("notes another message of a conversation without a new place", async () => {
    const { history, shown, visit, go } = make();
    visit("f1");
    visit("c1");
    await go(-1);
    visit("m1");
    expect(history.canGoForward).toBe(true);
    await go(1);
    expect(shown).toEqual(["f1", "c1"]);
  });

  it("does not note the places on its way", async () => {
    const { history, visit } = make();
    visit("f1");
    visit("f2");
    await history.go(-1, async () => visit("q9"));
    expect([history.canGoBack, history.canGoForward]).toEqual([false, true]);
  });

  it("keeps at most 100 places", async () => {
    const { shown, visit, go } = make();
    for (let i = 0; i < 150; i += 1) visit(`f${i}`);
    while (await go(-1));
    expect(shown.length).toBe(99);
    expect(shown.at(-1)).toBe("f50");
  });
});

it("tells the change between two places", () => {
  const place = { query: "", source: null, folder: null, thread: 1, message: 1 };
  const to = (change: object) => changeOf(JSON.stringify(place), JSON.stringify({ ...place, ...change }));
  expect(to({ message: 2 })).toBeNull();
  expect(to({ query: " " })).toBeNull();
  expect(to({ thread: 2, message: 5 })).toBe("conversation");
  expect(to({ query: "roof", thread: 2 })).toBe("query");
  expect(to({ folder: 4, query: "roof" })).toBe("folder");
});

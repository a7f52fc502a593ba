/** Checks that Enter in the search box waits for the results of the typed query, and never opens a row of an earlier list. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { ListController } from "../src/lib/list/list.svelte";
import { byHand, page, pause, row } from "./make";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

const search = () => screen.getByTestId<HTMLInputElement>("search");
const rows = () => screen.queryAllByTestId("row");

/** A window with a list whose requests the test answers. Records the conversations that the reader requests. */
async function byHandWindow() {
  const { backend, asked } = byHand();
  const opened: number[] = [];
  backend.conversation = async (thread) => {
    opened.push(thread);
    return { thread, subject: "", folders: [], messages: [], missing: [] };
  };
  render(App, { backend });
  await waitFor(() => expect(asked).toHaveLength(1));
  await asked[0]?.answer(5);
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  /** Answers a request with three rows. Their threads are `first` and the next two numbers. */
  const answer = async (at: number, first: number) => {
    const { request, resolve } = asked[at] ?? {};
    if (!request || !resolve) throw new Error(`there is no question ${at}`);
    const found = page(request, 3);
    resolve({ ...found, rows: found.rows.map((_, i) => row(first + i)) });
    await pause(5);
  };
  const queries = () => asked.slice(1).map(({ request }) => `${request.query}${request.typing ? "…" : ""}`);
  return { asked, opened, answer, queries };
}

describe("Enter", () => {
  it("waits for the answer, then opens its first row", async () => {
    const { asked, opened, answer, queries } = await byHandWindow();
    await user.click(search());
    await user.keyboard("roof{Enter}");
    await pause(200);
    expect(opened).toEqual([]);
    expect(document.activeElement).toBe(search());
    expect(queries().at(-1)).toBe("roof…");
    await answer(asked.length - 1, 40);
    await waitFor(() => expect(opened).toEqual([40]));
    expect(document.activeElement).toBe(screen.getByTestId("list"));
  });

  it("never opens a row of an older answer that arrives late", async () => {
    const { asked, opened, answer } = await byHandWindow();
    await user.click(search());
    for (const letter of "roof") {
      await user.keyboard(letter);
      await pause(170);
    }
    await user.keyboard("{Enter}");
    await pause(200);
    const newest = asked.length - 1;
    expect(newest).toBeGreaterThan(3);
    for (let at = newest - 1; at > 0; at -= 1) await answer(at, at * 100);
    expect(opened).toEqual([]);
    await answer(newest, 7);
    await waitFor(() => expect(opened).toEqual([7]));
  });

  it("keeps the shown results, and opens the first of them", async () => {
    const { asked, opened, answer, queries } = await byHandWindow();
    await user.click(search());
    await user.keyboard("ro");
    await pause(200);
    await answer(asked.length - 1, 20);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(opened).toEqual([20]));
    expect(queries().at(-1)).toBe("ro…");
  });

  it("does nothing if the owner continues to type before the answer", async () => {
    const { asked, opened, answer } = await byHandWindow();
    await user.click(search());
    await user.keyboard("ro{Enter}of");
    await pause(200);
    for (let at = 1; at < asked.length; at += 1) await answer(at, 10 * at);
    await pause(200);
    for (let at = 1; at < asked.length; at += 1) await answer(at, 10 * at);
    expect(opened).toEqual([]);
    expect(document.activeElement).toBe(search());
    expect(search().value).toBe("roof");
  });

  it("does nothing if the focus moved elsewhere before the answer", async () => {
    const { asked, opened, answer } = await byHandWindow();
    await user.click(search());
    await user.keyboard("roof{Enter}");
    await pause(200);
    screen.getByTestId("imports").focus();
    await answer(asked.length - 1, 10);
    await pause(20);
    expect(opened).toEqual([]);
    expect(document.activeElement).toBe(screen.getByTestId("imports"));
  });

  it("does nothing if the search fails or has no results", async () => {
    const { asked, opened } = await byHandWindow();
    await user.click(search());
    await user.keyboard("roof{Enter}");
    await pause(200);
    await asked.at(-1)?.fail("The disk does not answer.");
    await screen.findByText("The disk does not answer.", { exact: false });
    expect(opened).toEqual([]);
    await user.keyboard("s{Enter}");
    await pause(200);
    await asked.at(-1)?.answer(0);
    expect(opened).toEqual([]);
  });

  it.each(["{Enter}", "{ArrowDown}", "j", "x"])(
    "%s in the list acts on no row of an earlier one",
    async (key) => {
      const { asked, opened, answer } = await byHandWindow();
      await user.click(search());
      await user.keyboard("roof");
      screen.getByTestId("list").focus();
      await user.keyboard(key);
      await pause(200);
      expect(opened).toEqual([]);
      await answer(asked.length - 1, 60);
      await user.keyboard("{ArrowDown}");
      await waitFor(() => expect(opened).toEqual([60]));
    },
  );
});

describe("a word that is being typed", () => {
  it("matches longer words, also after Enter", async () => {
    const backend = new Fake();
    render(App, { backend });
    await screen.findAllByTestId("row");
    const asked = vi.spyOn(backend, "list");
    await user.click(search());
    await user.keyboard("insur");
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    expect(asked.mock.lastCall?.[0]).toMatchObject({ query: "insur", typing: true });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("list")));
    expect(rows().length).toBeGreaterThan(0);
    expect(asked.mock.lastCall?.[0]).toMatchObject({ query: "insur", typing: true });
  });

  it("stays a prefix while conditions are added before it, and is a whole word if it is not the last", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    const last = async () => {
      for (const question of asked) await question.answer(2);
      return `${list.query} ${list.typing}`;
    };
    void list.search("roo", true);
    expect(await last()).toBe("roo true");
    void list.narrow({ what: "toggle", condition: "from:ruth", replaced: ["from"] });
    await pause();
    expect(await last()).toBe("from:ruth roo true");
    void list.narrow({ what: "remove", condition: "roo" });
    await pause();
    expect(await last()).toBe("from:ruth false");
  });

  it("matches the same messages in an export as in the list", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.search("roo", true);
    const arrived = list.arrived();
    await asked[0]?.answer(9);
    expect(await arrived).toBe(true);
    expect(list.allResults()).toEqual({
      what: "search",
      query: "roo",
      typing: true,
      folder: null,
      source: null,
    });
  });

  it("is a whole word in a saved search", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.search("roo", true);
    await asked[0]?.answer(9);
    const settled = list.settle();
    expect(list.stale).toBe(true);
    await pause();
    expect(asked[1]?.request).toMatchObject({ query: "roo", typing: false });
    await asked[1]?.answer(4);
    expect(await settled).toBe(true);
    expect(list.total).toBe(4);
    expect(list.allResults()).toEqual({
      what: "search",
      query: "roo",
      typing: false,
      folder: null,
      source: null,
    });
  });

  it("is waited for if an import repeats the request", async () => {
    const { backend, asked } = byHand();
    const list = new ListController(backend);
    void list.search("roo", true);
    await asked[0]?.answer(9);
    const settled = list.settle();
    await pause();
    void list.load(true);
    await asked[1]?.answer(1);
    await pause();
    await asked[2]?.answer(2);
    expect(await settled).toBe(true);
    expect(list.total).toBe(2);
  });
});

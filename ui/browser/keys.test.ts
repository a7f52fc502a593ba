import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { NO_BROWSER, useBrowser } from "./connect";
import { SIZES } from "./views";
import type { Window } from "./window";

const windows = useBrowser();
const [LARGE] = SIZES;

/** Returns the part of the window that has the focus, for example `search` or `dialog`. */
const place = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing";
    if (element.closest("dialog")) return "dialog";
    const pane = element.closest<HTMLElement>("[data-pane]")?.dataset.pane;
    return pane ?? element.tagName.toLowerCase();
  });

/** Presses a key, waits for its effect, and returns the part of the window that has the focus. */
async function press(window: Window, key: string): Promise<string> {
  await window.page.keyboard.press(key);
  await window.settle();
  return place(window.page);
}

/** Presses a key until a control with a test id, a name or a text has the focus. */
async function reach(window: Window, key: string, name: RegExp): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await window.page.keyboard.press(key);
    const found = await window.page.evaluate(() => {
      const element = document.activeElement;
      return [
        element?.getAttribute("data-testid"),
        element?.getAttribute("aria-label"),
        element?.textContent,
      ].join(" ");
    });
    if (name.test(found)) return;
  }
  throw new Error(`${key} never reaches ${name}`);
}

const test = (name: string, run: (window: Window) => Promise<void>) =>
  it.skipIf(NO_BROWSER)(name, () =>
    windows().lend(LARGE as (typeof SIZES)[number], async (window) => {
      await window.load("");
      await window.page.getByTestId("row").first().waitFor();
      await run(window);
      expect(window.takeFaults()).toEqual([]);
    }),
  );

describe("the keys alone", () => {
  test("lead from a search to a message and its export", async (window) => {
    const { page } = window;
    expect(await press(window, "/")).toBe("search");
    await page.keyboard.type("88-2041");
    await window.settle();
    expect(await press(window, "Enter")).toBe("list");
    expect(await press(window, "Enter")).toBe("reader");
    expect(await page.getByTestId("subject").innerText()).toContain("Roof claim");
    expect(await press(window, "Control+e")).toBe("dialog");
    await page.getByTestId("export-run").waitFor();
    await reach(window, "Tab", /export-run/);
    expect(await press(window, "Escape")).toBe("reader");
    expect(await press(window, "Escape")).toBe("list");
  });

  test("walk through all panes", async (window) => {
    await press(window, "/");
    await press(window, "Escape");
    const round: string[] = [];
    for (let i = 0; i < 4; i += 1) round.push(await press(window, "F6"));
    expect(new Set(round)).toEqual(new Set(["side", "list", "search"]));
    await window.page.getByTestId("row").first().click();
    await window.page.getByTestId("subject").waitFor();
    round.length = 0;
    for (let i = 0; i < 4; i += 1) round.push(await press(window, "F6"));
    expect(new Set(round)).toEqual(new Set(["side", "list", "reader", "search"]));
  });

  test("choose a sender in a filter", async (window) => {
    const { page } = window;
    await press(window, "/");
    await reach(window, "Tab", /filter-from/);
    await press(window, "Enter");
    await reach(window, "ArrowDown", /Ruth Alder/);
    await press(window, "Enter");
    expect(await place(page)).not.toBe("nothing");
    expect(await page.getByTestId("count").innerText()).toMatch(/conversation/);
    expect(await page.getByTestId("row").count()).toBeLessThan(20);
  });

  test("open an older message of a conversation, which then has the focus", async (window) => {
    const { page } = window;
    await press(window, "/");
    await page.keyboard.type("88-2041");
    await window.settle();
    await press(window, "Enter");
    await press(window, "Enter");
    await reach(window, "Tab", /roofers have put a sheet/);
    expect(await press(window, "Enter")).toBe("reader");
    expect(await page.locator("article").count()).toBe(2);
  });

  test("work after a click into a formatted message", async (window) => {
    const { page } = window;
    await press(window, "/");
    await page.keyboard.type("88-2041");
    await window.settle();
    await page.getByTestId("row").first().click();
    await page
      .getByTestId("frame")
      .first()
      .click({ position: { x: 60, y: 60 } });
    await page.waitForTimeout(400);
    expect(await press(window, "?")).toBe("dialog");
    expect(await press(window, "Escape")).not.toBe("nothing");
    expect(await press(window, "/")).toBe("search");
  });

  test("open an attachment, and return to it", async (window) => {
    const { page } = window;
    await press(window, "/");
    await page.keyboard.type("88-2041");
    await window.settle();
    await press(window, "Enter");
    await press(window, "Enter");
    await reach(window, "Tab", /Preview Settlement/);
    expect(await press(window, "Enter")).toBe("dialog");
    await page.getByText("Slates and battens").first().waitFor();
    expect(await press(window, "ArrowRight")).toBe("dialog");
    expect(await press(window, "Escape")).toBe("reader");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
      /^Preview /,
    );
  });

  test("type a search without moving the results", async (window) => {
    const { page } = window;
    const top = () => page.getByTestId("count").evaluate((line) => line.getBoundingClientRect().top);
    const before = await top();
    await press(window, "/");
    for (const key of "from:ruth during:20x4 roof zeppelin") {
      await page.keyboard.type(key);
      expect(await top(), `after ${key}`).toBe(before);
    }
    await window.settle();
    expect(await top()).toBe(before);
  });
});

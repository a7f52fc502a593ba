import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";
import type { Size } from "./views";
import { Window } from "./window";

/** True if no browser works on this machine. */
export const NO_BROWSER = inject("browser") === null;

/** Windows that no test uses at the moment. A new window takes longer than a new page in an old one. */
export class Windows {
  private free: Window[] = [];

  constructor(readonly browser: Browser) {}

  /** Runs `test` with a window of a size. */
  async lend<T>(size: Size, test: (window: Window) => Promise<T>): Promise<T> {
    const at = this.free.findIndex((window) => window.size === size);
    const window =
      at < 0 ? await Window.create(this.browser, inject("pages"), size) : this.free.splice(at, 1)[0];
    if (!window) throw new Error("no window");
    try {
      return await test(window);
    } finally {
      this.free.push(window);
    }
  }
}

/** Connects to the browser before the tests of a file. Returns a function that gives its windows. */
export function useBrowser(): () => Windows {
  let browser: Browser;
  let windows: Windows;
  beforeAll(async () => {
    if (!NO_BROWSER) browser = await chromium.connect(inject("browser") ?? "");
    windows = new Windows(browser);
  });
  afterAll(async () => {
    if (!NO_BROWSER) await browser.close();
  });
  return () => windows;
}

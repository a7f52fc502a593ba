import type { Browser, Page } from "playwright-core";
import type { Size, Theme } from "./views";

/** The time at which all pictures are drawn. */
const NOW = "2026-03-14T10:00:00Z";

/** One page of the browser with the window of Foundmail. Collects errors and requests to other places. */
export class Window {
  private readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    readonly size: Size,
    /** The version of the browser. */
    readonly version: string,
    private readonly pages: string,
  ) {
    page.on("pageerror", (error) => this.faults.push(`error in the page: ${error.message}`));
    page.on("console", (message) => {
      // The clock of the tests cannot be set in the frame of a message, which runs no scripts.
      if (message.type() === "error" && !message.text().startsWith("Blocked script execution"))
        this.faults.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(pages) && !url.startsWith("data:") && !url.startsWith("about:"))
        this.faults.push(`request to another place: ${url}`);
    });
  }

  static async create(browser: Browser, pages: string, size: Size): Promise<Window> {
    const context = await browser.newContext({
      viewport: { width: size.width, height: size.height },
      locale: "en-GB",
      timezoneId: "UTC",
      reducedMotion: "reduce",
      colorScheme: "light",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.clock.setFixedTime(NOW);
    return new Window(page, size, browser.version(), pages);
  }

  /** Loads the window anew, with options of the made-up backend such as `?empty`. */
  async load(address: string): Promise<void> {
    await this.page.goto(`${this.pages}/empty.html`);
    await this.page.evaluate(() => localStorage.clear());
    await this.emulate("light");
    await this.page.goto(`${this.pages}/${address}`);
    // A tooltip appears after a while, so a picture would show it only sometimes.
    await this.page.addStyleTag({ content: "[role=tooltip] { display: none }" });
  }

  /** Sends an event of the program, as the real backend would do. */
  async emit(event: string, payload: unknown): Promise<void> {
    await this.page.evaluate(
      ([name, value]) => (globalThis as unknown as { fake: Sender }).fake.emit(name as string, value),
      [event, payload],
    );
  }

  async use(theme: Theme): Promise<void> {
    await this.emulate(theme);
    await this.settle();
  }

  private async emulate(theme: Theme): Promise<void> {
    await this.page.emulateMedia({
      colorScheme: theme === "light" ? "light" : "dark",
      forcedColors: theme === "forced" ? "active" : "none",
      reducedMotion: "reduce",
    });
  }

  /** Waits until the page has not changed for a moment. */
  async settle(): Promise<void> {
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      const QUIET = 120;
      await new Promise<void>((done) => {
        const end = setTimeout(finish, 3000);
        let rest = setTimeout(finish, QUIET);
        const observer = new MutationObserver(() => {
          clearTimeout(rest);
          rest = setTimeout(finish, QUIET);
        });
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        function finish() {
          clearTimeout(end);
          clearTimeout(rest);
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => done()));
        }
      });
    });
  }

  /** Returns the errors so far, and forgets them. */
  takeFaults(): string[] {
    return this.faults.splice(0);
  }
}

interface Sender {
  emit: (event: string, payload: unknown) => void;
}

import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { Layout } from "../src/lib/layout.svelte";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

async function open(backend = new Fake()) {
  render(App, { backend });
  await screen.findAllByTestId("row");
  return backend;
}
const rows = () => screen.getAllByTestId("row");
const subject = () => screen.queryByTestId("subject")?.textContent?.trim();

/** Presses a key, and returns true if the browser would handle it too. */
const browserHandles = (init: KeyboardEventInit) => fireEvent.keyDown(document.body, init);

describe("the browser", () => {
  it.each([
    [{ key: "F5" }],
    [{ key: "F5", shiftKey: true }],
    [{ key: "r", ctrlKey: true }],
    [{ key: "R", ctrlKey: true, shiftKey: true }],
    [{ key: "F1" }],
    [{ key: "f", ctrlKey: true }],
  ])("does not handle %o", async (init) => {
    await open();
    expect(await browserHandles(init)).toBe(false);
  });

  it("shows its menu only in text fields", async () => {
    await open();
    const menu = (element: Element) => fireEvent.contextMenu(element, { button: 2 });
    expect(await menu(screen.getByTestId("search"))).toBe(true);
    expect(await menu(screen.getByTestId("list"))).toBe(false);
    expect(screen.queryByRole("menu")).toBeNull();
  });
});

describe("the menu key", () => {
  it.each([["{ContextMenu}"], ["{Shift>}{F10}{/Shift}"]])("%s copies selected text", async (keys) => {
    await open();
    await user.click(rows()[0] as Element);
    await waitFor(() => expect(subject()).toBeTruthy());
    const text = await screen.findByTestId("text");
    const pane = text.closest<HTMLElement>("[data-pane=reader]");
    pane?.focus();
    getSelection()?.selectAllChildren(text);
    await user.keyboard(keys);
    await screen.findByTestId("copy");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("copy")).toBeNull());
    getSelection()?.removeAllRanges();
    await user.keyboard(keys);
    expect(screen.queryByRole("menu"), "nothing is selected").toBeNull();
  });
});

describe("the text size", () => {
  it("changes by keys, also on the first page, and is kept", async () => {
    const backend = new Fake({ empty: true });
    render(App, { backend });
    await screen.findByTestId("choose");
    await user.keyboard("{Control>}+=+{/Control}");
    await waitFor(() => expect(backend.zoom).toBe(150));
    expect(screen.getAllByText(/^Text size/).map((e) => e.textContent)).toEqual(["Text size: 150 %"]);
    await user.keyboard("{Control>}-{/Control}");
    await waitFor(() => expect(backend.zoom).toBe(125));
    expect(new Layout().size).toBe(125);
    await user.keyboard("{Control>}0{/Control}");
    await waitFor(() => expect(backend.zoom).toBe(100));
  });

  it("is set again at the next start", async () => {
    new Layout().scale(1);
    const backend = await open();
    await waitFor(() => expect(backend.zoom).toBe(110));
  });

  it("has limits, and ignores stored nonsense", () => {
    const layout = new Layout();
    for (let i = 0; i < 20; i += 1) layout.scale(1);
    expect(layout.size).toBe(200);
    for (let i = 0; i < 20; i += 1) layout.scale(-1);
    expect(layout.size).toBe(80);
    localStorage.setItem("foundmail.panes", '{"size": 1000, "side": "wide", "list": 9999}');
    const { size, side, list } = new Layout();
    expect({ size, side, list }).toEqual({ size: 100, side: 236, list: 960 });
  });
});

describe("the history", () => {
  it("returns to the search and the conversation, by keys and by buttons", async () => {
    await open();
    const search = screen.getByTestId("search") as HTMLInputElement;
    await user.click(rows()[0] as Element);
    await waitFor(() => expect(subject()).toBeTruthy());
    const first = subject();
    await user.click(search);
    await user.keyboard("88-2041{Enter}");
    await waitFor(() => expect(subject()).toContain("Roof claim 88-2041"));
    screen.getByTestId("list").focus();
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await waitFor(() => expect(subject()).toBe(first));
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await waitFor(() => expect(search.value).toBe(""));
    await user.click(screen.getByRole("button", { name: "Forward" }));
    await user.click(screen.getByRole("button", { name: "Forward" }));
    await waitFor(() => expect(search.value).toBe("88-2041"));
    await waitFor(() => expect(subject()).toContain("Roof claim 88-2041"));
    await fireEvent.mouseUp(document.body, { button: 3 });
    await waitFor(() => expect(subject()).toBe(first));
  });
});

describe("the history of folders", () => {
  const item = (name: string) => screen.queryByRole("treeitem", { name: new RegExp(`^\\s*${name}`) });
  const placeholder = () => screen.getByTestId("search").getAttribute("placeholder");
  const back = () => user.click(screen.getByRole("button", { name: "Back" }));

  it("returns to a folder that is collapsed", async () => {
    await open();
    await user.click(item("North Pier") as Element);
    await waitFor(() => expect(placeholder()).toBe("Search in North Pier"));
    await user.click(screen.getByTestId("place-all"));
    item("Clients")?.focus();
    await user.keyboard("{ArrowLeft}");
    expect(item("North Pier")).toBeNull();
    await back();
    await waitFor(() => expect(placeholder()).toBe("Search in North Pier"));
  });

  it("shows all mail in place of a mailbox that is gone", async () => {
    const backend = await open();
    await user.click(item("North Pier") as Element);
    await user.click(screen.getByTestId("place-all"));
    const overview = await backend.overview();
    vi.spyOn(backend, "overview").mockResolvedValue({ ...overview, sources: [] });
    backend.emit("caught_up", null);
    await waitFor(() => expect(item("North Pier")).toBeNull());
    await back();
    await waitFor(() => expect(screen.getByTestId("place-all").getAttribute("aria-current")).toBe("true"));
    expect(placeholder()).toBe("Search all mail");
    await screen.findAllByTestId("row");
  });
});

describe("headings and landmarks", () => {
  const main = () => screen.getAllByRole("main");
  const heading = () => screen.getAllByRole("heading", { level: 1 }).map((h) => h.textContent?.trim());

  it("are there on the first page, after an error, and in the window", async () => {
    const { unmount } = render(App, { backend: new Fake({ empty: true }) });
    await screen.findByTestId("choose");
    expect([main().length, heading()]).toEqual([1, ["Get your old e-mail back"]]);
    unmount();
    const failed = render(App, { backend: new Fake({ fail: true }) });
    await screen.findByText("Try again");
    expect([main().length, heading()]).toEqual([1, ["Your mail could not be opened"]]);
    failed.unmount();
    await open();
    expect([main().length, heading()]).toEqual([1, ["All mail"]]);
    expect(document.title).toBe("All mail – Foundmail");
    await user.click(rows()[0] as Element);
    await waitFor(() => expect(heading()).toEqual([subject()]));
    expect(document.title).toBe(`${subject()} – Foundmail`);
    for (const separator of screen.getAllByRole("separator"))
      expect(separator.closest("section[aria-label]")).not.toBeNull();
  });

  it("an error can be copied", async () => {
    const backend = new Fake({ fail: true });
    render(App, { backend });
    await user.click(await screen.findByTestId("copy-details"));
    await waitFor(async () =>
      expect(await navigator.clipboard.readText()).toMatch(/^The archive could not be read.\nCode: failed/),
    );
    vi.restoreAllMocks();
  });
});

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import Parts from "../src/dev/Parts.svelte";
import Splitter from "../src/lib/parts/Splitter.svelte";

const user = userEvent.setup();
const button = (name: string) => screen.getByRole("button", { name });
const entry = (name: string) => screen.getByRole("menuitem", { name: new RegExp(`^${name}`) });
const menu = () => screen.findByRole("menu");
const focused = () => document.activeElement;

beforeEach(() => {
  render(Parts);
});

describe("a menu", () => {
  it("opens by a key, moves by arrow keys and letters, and returns the focus", async () => {
    button("Menu").focus();
    await user.keyboard("{Enter}");
    await menu();
    await waitFor(() => expect(focused()).toBe(entry("Open")));
    await user.keyboard("{End}");
    expect(focused()).toBe(entry("Remove"));
    await user.keyboard("{ArrowDown}");
    expect(focused(), "it starts again at the top").toBe(entry("Open"));
    await user.keyboard("e");
    expect(focused()).toBe(entry("Export"));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(focused()).toBe(button("Menu"));
  });

  it("runs an entry, but not a disabled one", async () => {
    await user.click(button("Menu"));
    await menu();
    expect(entry("Answer").getAttribute("aria-disabled")).toBe("true");
    await user.click(entry("Export"));
    await screen.findByText("Exported.");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  });

  it("shows a switch that is on", async () => {
    await user.click(button("Menu"));
    const star = () => screen.getByRole("menuitemcheckbox", { name: /^Starred/ });
    await menu();
    expect(star().getAttribute("aria-checked")).toBe("true");
    await user.click(star());
    await user.click(button("Menu"));
    await menu();
    expect(star().getAttribute("aria-checked")).toBe("false");
  });

  it("closes when the focus leaves it", async () => {
    button("Menu").focus();
    await user.keyboard("{Enter}");
    await menu();
    await user.keyboard("{Tab}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  });
});

describe("a context menu", () => {
  const area = () => screen.getByLabelText("An area with a menu");
  const rightClick = (target: Element, more = {}) =>
    fireEvent(target, new MouseEvent("contextmenu", { bubbles: true, cancelable: true, button: 2, ...more }));

  it("opens in place of the browser's menu", async () => {
    expect(await rightClick(area()), "the browser's menu is not prevented").toBe(false);
    await user.click(within(await menu()).getByText("Export…"));
    await screen.findByText("Exported.");
  });

  it("opens for the focused element by the menu key", async () => {
    area().focus();
    await fireEvent(area(), new MouseEvent("contextmenu", { bubbles: true, cancelable: true, button: 0 }));
    await menu();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(focused()).toBe(area());
  });

  it("copies selected text", async () => {
    getSelection()?.selectAllChildren(area());
    await rightClick(area());
    await user.click(within(await menu()).getByText("Copy"));
    await waitFor(async () =>
      expect(await navigator.clipboard.readText()).toMatch(/^A click with the right/),
    );
    getSelection()?.removeAllRanges();
  });

  it("leaves text fields to the browser", async () => {
    await user.click(button("Sheet"));
    const field = screen.getByLabelText("The first field has the focus");
    expect(await rightClick(field)).toBe(true);
  });
});

describe("a pop-up", () => {
  it("focuses its field, keeps keys, and closes by Esc", async () => {
    await user.click(button("Pop-up"));
    await waitFor(() => expect(focused()).toBe(screen.getByLabelText("Name or address")));
    await user.keyboard("{ArrowDown}");
    expect(focused()).toBe(button("Apply"));
    await user.tab();
    expect(focused(), "the Tab key stays inside").toBe(screen.getByLabelText("Name or address"));
    await user.tab({ shift: true });
    expect(focused()).toBe(button("Apply"));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByLabelText("Name or address")).toBeNull());
    expect(focused()).toBe(button("Pop-up"));
  });

  it("leaves the focus to an element that was clicked outside", async () => {
    await user.click(button("Pop-up"));
    await screen.findByLabelText("Name or address");
    const coords = { clientX: 500, clientY: 500 };
    await user.pointer({ target: button("Toast"), coords, keys: "[MouseLeft]" });
    await waitFor(() => expect(screen.queryByLabelText("Name or address")).toBeNull());
    expect(focused()).toBe(button("Toast"));
  });
});

describe("a sheet", () => {
  const sheet = () => screen.queryByRole("dialog", { name: "A sheet" });

  it("focuses its first field, and gives the focus back", async () => {
    button("Sheet").focus();
    await user.keyboard("{Enter}");
    expect(focused()).toBe(screen.getByLabelText("The first field has the focus"));
    await user.click(button("Cancel"));
    expect(sheet()).toBeNull();
    expect(focused()).toBe(button("Sheet"));
  });

  it("closes by a click outside, but not at the end of a selection that began inside", async () => {
    await user.click(button("Sheet"));
    const dialog = sheet() as HTMLElement;
    await fireEvent.pointerDown(screen.getByLabelText("The first field has the focus"));
    await fireEvent.click(dialog);
    expect(sheet()).not.toBeNull();
    await fireEvent.pointerDown(dialog);
    await fireEvent.click(dialog);
    expect(sheet()).toBeNull();
  });

  it("gives the focus back to the button of the menu that opened it", async () => {
    button("Menu").focus();
    await user.keyboard("{Enter}");
    await menu();
    await user.keyboard("set{Enter}");
    await waitFor(() => expect(sheet()).not.toBeNull());
    await user.click(within(sheet() as HTMLElement).getByRole("button", { name: "Cancel" }));
    expect(focused()).toBe(button("Menu"));
  });

  it("contains the menus of its buttons", async () => {
    await user.click(button("Sheet"));
    const dialog = sheet() as HTMLElement;
    await user.click(within(dialog).getByRole("button", { name: "Menu" }));
    expect(dialog.contains(await menu())).toBe(true);
  });
});

describe("a splitter", () => {
  const moved: number[] = [];
  const props = { label: "Width", width: 400, min: 100, max: 600, usual: 300 };
  const line = () => screen.getByRole("separator", { name: "Width" });

  it("begins at the width that is seen, by pointer and by keys", async () => {
    moved.length = 0;
    render(Splitter, { ...props, onresize: (width: number) => moved.push(width) });
    line().setPointerCapture = () => {};
    const drag = (x: number) =>
      fireEvent(line(), new MouseEvent("pointermove", { clientX: x, bubbles: true }));
    const press = () => fireEvent(line(), new PointerEvent("pointerdown", { clientX: 50, bubbles: true }));
    await press();
    await drag(70);
    await fireEvent.pointerUp(line());
    await drag(90);
    const pane = line().parentElement as HTMLElement;
    Object.defineProperty(pane, "clientWidth", { value: 350 });
    await press();
    await drag(70);
    line().focus();
    await user.keyboard("{ArrowLeft}");
    expect(moved).toEqual([420, 370, 334]);
  });
});

describe("toasts", () => {
  it("announce errors at once, and others after a pause", async () => {
    await user.click(button("Error"));
    await user.click(button("Toast"));
    expect(screen.getByRole("alert").textContent).toContain("The disk is full.");
    expect(screen.getByRole("status").textContent).toContain("Saved in the folder");
    expect(screen.getByRole("alert").textContent).not.toContain("Saved in the folder");
  });
});

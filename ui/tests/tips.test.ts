import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { positionOf } from "../src/lib/parts/tips";
import Tooltips from "../src/lib/parts/Tooltips.svelte";

const view = { width: 800, height: 600 };
const tip = { width: 100, height: 20 };

it.each([
  ["below the element", { left: 40, top: 100 }, { left: 40, top: 128 }],
  ["above it at the lower edge", { left: 40, top: 570 }, { left: 40, top: 542 }],
  ["inside the right edge", { left: 790, top: 100 }, { left: 692, top: 128 }],
  ["inside the left edge", { left: -30, top: 100 }, { left: 8, top: 128 }],
])("a tooltip is %s", (_, at, expected) => {
  expect(positionOf({ ...at, width: 50, height: 20 }, tip, view)).toEqual(expected);
});

describe("tooltips", () => {
  let host: HTMLElement;
  const shown = () => {
    const element = screen.queryByRole("tooltip", { hidden: true });
    return element?.classList.contains("on") ? element.textContent?.trim() : null;
  };
  const rest = () => vi.advanceTimersByTimeAsync(600);

  beforeEach(() => {
    vi.useFakeTimers();
    host = document.createElement("div");
    host.innerHTML = '<button title="Print">P</button><b class="ellipsis">a long subject</b><i>none</i>';
    document.body.append(host);
    render(Tooltips);
  });
  afterEach(() => {
    vi.useRealTimers();
    host.remove();
  });
  const part = (name: string) => host.querySelector(name) as HTMLElement;

  it("appear when the pointer rests, without the browser's own", async () => {
    await fireEvent.pointerOver(part("button"));
    expect(shown()).toBeNull();
    await rest();
    expect(shown()).toBe("Print");
    expect(part("button").title).toBe("");
    await fireEvent.pointerOver(part("i"));
    await rest();
    expect(shown()).toBeNull();
    expect(part("button").title).toBe("Print");
  });

  it("are shown again after the sheet that contained them is gone", async () => {
    const sheet = document.createElement("dialog");
    sheet.append(...host.childNodes);
    host.append(sheet);
    await fireEvent.pointerOver(part("button"));
    await rest();
    expect(sheet.querySelector("[role=tooltip]")).not.toBeNull();
    host.append(part("button"));
    sheet.remove();
    await fireEvent.pointerOver(document.body);
    await rest();
    await fireEvent.pointerOver(part("button"));
    await rest();
    expect(shown()).toBe("Print");
  });

  it("show a text that is cut off", async () => {
    await fireEvent.pointerOver(part("b"));
    await rest();
    expect(shown(), "it fits").toBeNull();
    Object.defineProperty(part("b"), "scrollWidth", { value: 300 });
    await fireEvent.pointerOver(part("b"));
    await rest();
    expect(shown()).toBe("a long subject");
  });

  it("appear for the focused element, and vanish with a key", async () => {
    vi.spyOn(part("button"), "matches").mockReturnValue(true);
    part("button").focus();
    await rest();
    expect(shown()).toBe("Print");
    await fireEvent.keyDown(document.body, { key: "Escape" });
    await waitFor(() => expect(shown()).toBeNull());
  });

  it("do not appear for a text in a list that got the focus", async () => {
    const list = host.appendChild(document.createElement("div"));
    list.append(part("b"));
    list.tabIndex = 0;
    list.setAttribute("role", "grid");
    Object.defineProperty(part("b"), "scrollWidth", { value: 300 });
    const { matches } = list;
    vi.spyOn(list, "matches").mockImplementation((s) => s === ":focus-visible" || matches.call(list, s));
    list.focus();
    await rest();
    expect(shown()).toBeNull();
  });
});

import { afterEach, describe, expect, it } from "vitest";
import type { MessageView } from "../src/lib/bindings/MessageView";
import type { MissingMessageView } from "../src/lib/bindings/MissingMessageView";
import { fitTo } from "../src/lib/reader/fit";
import { copyFromFrames, keepKeys } from "../src/lib/reader/frames";
import { entriesOf } from "../src/lib/reader/runs";
import { pause } from "./make";

afterEach(() => document.body.replaceChildren());

describe("the size of a frame", () => {
  it.each([
    ["fits", 600, 600, 900, { width: 600, height: 900, scale: 1 }],
    ["rounds a pixel away", 600, 601, 10, { width: 600, height: 10, scale: 1 }],
    ["is scaled to the room", 600, 800, 900, { width: 800, height: 900, scale: 0.75 }],
    ["is never smaller than half", 600, 3000, 900, { width: 3000, height: 900, scale: 0.5 }],
    ["is empty", 600, 600, 0, { width: 600, height: 1, scale: 1 }],
    ["is bounded", 600, 600, 1e9, { width: 600, height: 4_000_000, scale: 1 }],
  ])("%s", (_, room, wide, high, fit) => expect(fitTo(room, wide, high)).toEqual(fit));
});

describe("the messages of a conversation", () => {
  const messages = Array.from({ length: 8 }, (_, id) => ({ id }) as MessageView);
  const shown = (open: number[], whole = false) =>
    entriesOf(messages, (id) => open.includes(id), whole).map((entry) =>
      entry.kind === "hidden" ? `+${entry.count}` : entry.kind === "message" ? String(entry.message.id) : "",
    );

  it.each([
    [[7], false, ["0", "+5", "6", "7"]],
    [[3], false, ["0", "1", "2", "3", "4", "+2", "7"]],
    [[0, 4], false, ["0", "1", "2", "3", "4", "5", "6", "7"]],
    [[], false, ["0", "+6", "7"]],
    [[7], true, ["0", "1", "2", "3", "4", "5", "6", "7"]],
  ])("hide the middle of a long row: %s open", (open, whole, expected) =>
    expect(shown(open, whole)).toEqual(expected),
  );
});

describe("the missing messages of a conversation", () => {
  const messages = Array.from({ length: 5 }, (_, id) => ({ id }) as MessageView);
  const lost = (before: number | null, text: string | null = null) => ({
    before,
    from: "",
    date: "",
    text,
    quoted_in: null,
  });
  const shown = (...missing: MissingMessageView[]) =>
    entriesOf(messages, (id) => id === 4, false, missing).map((entry) => {
      if (entry.kind === "message") return String(entry.message.id);
      return entry.kind === "hidden" ? `+${entry.count}` : `?${entry.missing.text ?? entry.count}`;
    });

  it("have rows at their positions, together if they have no text", () => {
    expect(shown(lost(4))).toEqual(["0", "+2", "3", "?1", "4"]);
    expect(shown(lost(1), lost(1, "a"), lost(1, "b"), lost(1))).toEqual([
      "0",
      "?a",
      "?b",
      "?2",
      "1",
      "2",
      "3",
      "4",
    ]);
    expect(shown(lost(0), lost(null))).toEqual(["?1", "0", "+2", "3", "4", "?1"]);
  });
});

describe("a frame in the conversation", () => {
  function conversation() {
    const home = document.createElement("div");
    home.tabIndex = 0;
    home.innerHTML = '<article tabindex="-1"><iframe></iframe></article>';
    document.body.append(home);
    const [article, frame] = [home.querySelector("article"), home.querySelector("iframe")];
    if (!article || !frame) throw new Error("no frame");
    return { home, article, frame };
  }

  it("gives the focus back after a click, but not after Tab", async () => {
    const { home, article, frame } = conversation();
    const stop = keepKeys(home);
    frame.focus();
    window.dispatchEvent(new Event("blur"));
    await pause();
    expect(document.activeElement).toBe(article);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
    frame.focus();
    window.dispatchEvent(new Event("blur"));
    await pause();
    expect(document.activeElement).toBe(frame);
    stop();
  });

  it("has its selected text copied", () => {
    const { home, frame } = conversation();
    const stop = copyFromFrames(home);
    const page = frame.contentDocument;
    if (!page) throw new Error("no document");
    page.body.textContent = "The roof leaks.";
    page.getSelection()?.selectAllChildren(page.body);
    const copied: string[] = [];
    const event = new Event("copy", { cancelable: true }) as Event & { clipboardData: unknown };
    event.clipboardData = { setData: (_: string, text: string) => copied.push(text) };
    document.dispatchEvent(event);
    expect(copied).toEqual(["The roof leaks."]);
    expect(event.defaultPrevented).toBe(true);
    stop();
  });
});

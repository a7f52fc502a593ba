/** The commands that keys can run. */
export type Command =
  | "add"
  | "search"
  | "down"
  | "up"
  | "open"
  | "back"
  | "toggle"
  | "star"
  | "tag"
  | "extend-down"
  | "extend-up"
  | "all"
  | "export"
  | "print"
  | "next-hit"
  | "previous-hit"
  | "next-pane"
  | "previous-pane"
  | "history-back"
  | "history-forward"
  | "help";

export interface KeyContext {
  /** True if the focus is in a text field. */
  typing: boolean;
  /** True if the focus is on a control that handles Enter and the space bar. */
  onControl: boolean;
  /** True if the focus is in the conversation, which the arrow keys scroll. */
  reading: boolean;
}

/** Returns the command of a key press, or null if the key has no command. */
export function commandOf(event: KeyboardEvent, context: KeyContext): Command | null {
  if (event.isComposing) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.altKey) return historyCommandOf(event, context);
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) return null;
    if (key === "a") return context.typing ? null : "all";
    const held = {
      o: "add",
      f: "search",
      e: "export",
      p: "print",
      "[": "history-back",
      "]": "history-forward",
    } as const;
    return held[key as keyof typeof held] ?? null;
  }
  if (key === "F6") return event.shiftKey ? "previous-pane" : "next-pane";
  if (key === "F1") return "help";
  if (key === "Escape") return "back";
  if (context.typing) return null;
  if (event.shiftKey && key === "ArrowDown") return "extend-down";
  if (event.shiftKey && key === "ArrowUp") return "extend-up";
  if (key === "?") return "help";
  if (event.shiftKey) return null;
  if (key === "Enter") return context.onControl || context.reading ? null : "open";
  if (context.reading && key.startsWith("Arrow")) return null;
  const plain = {
    "/": "search",
    ArrowDown: "down",
    j: "down",
    ArrowUp: "up",
    k: "up",
    x: "toggle",
    s: "star",
    t: "tag",
    n: "next-hit",
    p: "previous-hit",
  } as const;
  return plain[key as keyof typeof plain] ?? null;
}

/** On a Mac, Alt with an arrow key moves the cursor in a text field by one word. */
function historyCommandOf(event: KeyboardEvent, { typing }: KeyContext): Command | null {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (typing && navigator.userAgent.includes("Mac OS")) return null;
  if (event.key === "ArrowLeft") return "history-back";
  return event.key === "ArrowRight" ? "history-forward" : null;
}

/** The commands of keys that work on every page of the window, also while a sheet is open. */
export type WindowCommand = "larger" | "smaller" | "usual-size" | "reload";

/** Returns the command of a key press for the whole window, or null. */
export function windowCommandOf(event: KeyboardEvent): WindowCommand | null {
  if (event.key === "F5") return "reload";
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const held = {
    "+": "larger",
    "=": "larger",
    "-": "smaller",
    _: "smaller",
    "0": "usual-size",
    r: "reload",
    R: "reload",
  } as const;
  return held[event.key as keyof typeof held] ?? null;
}

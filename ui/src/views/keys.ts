/** The commands that keys can run. */
export type Command =
  | "add"
  | "search"
  | "down"
  | "up"
  | "open"
  | "back"
  | "toggle"
  | "extend-down"
  | "extend-up"
  | "all"
  | "export"
  | "print"
  | "next-pane"
  | "previous-pane"
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
  if (event.isComposing || event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) return null;
    if (key === "a") return context.typing ? null : "all";
    const held = { o: "add", f: "search", e: "export", p: "print" } as const;
    return held[key as keyof typeof held] ?? null;
  }
  if (key === "F6") return event.shiftKey ? "previous-pane" : "next-pane";
  if (key === "Escape") return "back";
  if (context.typing) return null;
  if (event.shiftKey && key === "ArrowDown") return "extend-down";
  if (event.shiftKey && key === "ArrowUp") return "extend-up";
  if (key === "?") return "help";
  if (event.shiftKey) return null;
  if (key === "Enter") return context.onControl || context.reading ? null : "open";
  if (context.reading && key.startsWith("Arrow")) return null;
  const plain = { "/": "search", ArrowDown: "down", j: "down", ArrowUp: "up", k: "up", x: "toggle" } as const;
  return plain[key as keyof typeof plain] ?? null;
}

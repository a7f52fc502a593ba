export type Pane = "side" | "list";
export const LIMITS = {
  side: { min: 160, max: 420, usual: 236 },
  list: { min: 280, max: 680, usual: 400 },
} as const;
const KEY = "foundmail.panes";

/** The widths of the panes. They are kept for the next start. */
export class Layout {
  side = $state<number>(LIMITS.side.usual);
  list = $state<number>(LIMITS.list.usual);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<Pane, unknown>>;
      for (const pane of ["side", "list"] as const) {
        const width = kept[pane];
        if (typeof width === "number" && Number.isFinite(width)) this[pane] = clamp(pane, width);
      }
    } catch {
      // Local storage is unavailable, so the window starts with the default widths.
    }
  }

  resize(pane: Pane, width: number): void {
    this[pane] = clamp(pane, width);
    try {
      localStorage.setItem(KEY, JSON.stringify({ side: this.side, list: this.list }));
    } catch {
      // Local storage is unavailable, so the width is lost when the window closes.
    }
  }
}

function clamp(pane: Pane, width: number): number {
  const { min, max } = LIMITS[pane];
  return Math.round(Math.max(min, Math.min(max, width)));
}

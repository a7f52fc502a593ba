export type Pane = "side" | "list";
export const LIMITS = {
  side: { min: 176, max: 420, usual: 236 },
  list: { min: 288, max: 960, usual: 400 },
} as const;
/** The text sizes in percent. */
export const SIZES = [80, 90, 100, 110, 125, 150, 175, 200] as const;
/** The window shows all panes from this width on, and below the second one only one pane. In CSS pixels. */
export const BREAKS = { drawer: 1080, single: 720 } as const;
const USUAL = 100;
const KEY = "foundmail.panes";

/** The widths of the panes, the layout of the list, and the text size. They are kept for the next start. */
export class Layout {
  side = $state<number>(LIMITS.side.usual);
  list = $state<number>(LIMITS.list.usual);
  /** True if the list is a table, false if its rows are cards. */
  table = $state(false);
  /** The text size in percent. */
  size = $state<number>(USUAL);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
      this.table = kept.table === true;
      for (const pane of ["side", "list"] as const) {
        const width = kept[pane];
        if (typeof width === "number" && Number.isFinite(width)) this[pane] = clamp(pane, width);
      }
      if (SIZES.some((size) => size === kept.size)) this.size = kept.size as number;
    } catch {
      // Local storage is unavailable, so the window starts with the default widths.
    }
  }

  resize(pane: Pane, width: number): void {
    this[pane] = clamp(pane, width);
    this.keep();
  }

  /** Changes the text size to the next larger or smaller one. `0` returns to the usual size. */
  scale(step: 1 | -1 | 0): number {
    const at = SIZES.findIndex((size) => size === this.size);
    const next = Math.max(0, Math.min(SIZES.length - 1, at + step));
    this.size = step === 0 ? USUAL : (SIZES[next] ?? USUAL);
    this.keep();
    return this.size;
  }

  showTable(on: boolean): void {
    this.table = on;
    this.keep();
  }

  private keep(): void {
    const { side, list, table, size } = this;
    try {
      localStorage.setItem(KEY, JSON.stringify({ side, list, table, size }));
    } catch {
      // Local storage is unavailable, so the layout is lost when the window closes.
    }
  }
}

function clamp(pane: Pane, width: number): number {
  const { min, max } = LIMITS[pane];
  return Math.round(Math.max(min, Math.min(max, width)));
}

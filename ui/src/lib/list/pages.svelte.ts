import { SvelteMap } from "svelte/reactivity";
import type { ConversationRow } from "../bindings/ConversationRow";

/** The number of rows of a page. */
export const PAGE = 100;
const MAX_PAGES = 60;

/** The loaded rows of a list, in pages. */
export class LoadedPages {
  /** A number that changes with each page that is loaded. */
  loads = $state(0);
  private pages = new SvelteMap<number, ConversationRow[]>();

  row(index: number): ConversationRow | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** All loaded rows. */
  get rows(): ConversationRow[] {
    return [...this.pages.values()].flat();
  }

  has(page: number): boolean {
    return this.pages.has(page);
  }

  /** Returns the position of a conversation among the loaded rows, or -1. */
  indexOf(thread: number): number {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex((r) => r.thread === thread);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  set(page: number, rows: ConversationRow[]): void {
    this.pages.set(page, rows);
    this.loads += 1;
  }

  /** Replaces all pages by one. */
  restart(page: number, rows: ConversationRow[]): void {
    this.pages.clear();
    this.set(page, rows);
  }

  /** Changes the loaded rows of these conversations, for example their stars. */
  patch(threads: (thread: number) => boolean, change: (row: ConversationRow) => ConversationRow): void {
    for (const [page, rows] of this.pages)
      if (rows.some(({ thread }) => threads(thread)))
        this.pages.set(
          page,
          rows.map((row) => (threads(row.thread) ? change(row) : row)),
        );
  }

  /** Removes the pages that are farthest from the row `around`. */
  evict(around: number): void {
    const here = Math.floor(around / PAGE);
    const far = [...this.pages.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here));
    for (const page of far.slice(0, Math.max(0, far.length - MAX_PAGES))) this.pages.delete(page);
  }
}

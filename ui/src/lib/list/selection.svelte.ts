import { SvelteSet } from "svelte/reactivity";
import type { Selection } from "../bindings/Selection";
import type { ListController } from "./list.svelte";

/** The current row of the list, and the selected conversations. */
export class ListSelection {
  /** The row that keys act on, or -1 if there is none yet. */
  cursor = $state(-1);
  /** True if all rows are selected, including those that are not loaded. */
  all = $state(false);
  private threads = new SvelteSet<number>();
  private anchor = -1;

  constructor(private list: ListController) {}

  get count(): number {
    return this.all ? this.list.total : this.threads.size;
  }

  has(thread: number): boolean {
    return this.all || this.threads.has(thread);
  }

  current(): Selection | null {
    if (this.all) return this.list.allResults();
    return this.threads.size > 0 ? { what: "threads", ids: [...this.threads] } : null;
  }

  clear(): void {
    this.all = false;
    this.threads.clear();
    this.anchor = -1;
  }

  selectAll(): void {
    this.clear();
    this.all = this.list.total > 0;
  }

  /** Moves the cursor by a number of rows, and returns the new row. */
  move(step: number): number {
    this.anchor = -1;
    this.cursor = this.clamp(this.cursor + step);
    return this.cursor;
  }

  to(index: number): void {
    this.anchor = -1;
    this.cursor = this.clamp(index);
  }

  /** Moves the cursor without an effect on the selection, for the menu of a row. */
  point(index: number): void {
    this.cursor = this.clamp(index);
  }

  /** Selects or deselects a row. If all rows were selected, only this row stays selected. */
  async toggle(index: number): Promise<void> {
    const row = await this.list.rowAt(index);
    if (!row) return;
    if (this.all) this.clear();
    this.cursor = index;
    this.anchor = index;
    if (!this.threads.delete(row.thread)) this.threads.add(row.thread);
  }

  /** Handles Shift with an arrow key: extends the selection, or shrinks it towards its first row. */
  async extend(step: 1 | -1): Promise<void> {
    if (this.all) return;
    const from = Math.max(0, this.cursor);
    if (this.anchor < 0) this.anchor = from;
    const to = this.clamp(from + step);
    this.cursor = to;
    const [old, now, start] = await Promise.all([from, to, this.anchor].map((i) => this.list.rowAt(i)));
    if (start) this.threads.add(start.thread);
    const back = Math.abs(to - this.anchor) < Math.abs(from - this.anchor);
    if (back && old) this.threads.delete(old.thread);
    else if (now) this.threads.add(now.thread);
  }

  /** Handles a click with Shift: selects all rows from the first selected row to this row. */
  async rangeTo(index: number): Promise<void> {
    if (this.all) this.clear();
    const start = this.anchor >= 0 ? this.anchor : Math.max(0, this.cursor);
    for (let i = Math.min(start, index); i <= Math.max(start, index); i += 1) {
      const row = await this.list.rowAt(i);
      if (row) this.threads.add(row.thread);
    }
    this.anchor = start;
    this.cursor = index;
  }

  private clamp(index: number): number {
    return Math.max(Math.min(0, this.list.total - 1), Math.min(this.list.total - 1, index));
  }
}

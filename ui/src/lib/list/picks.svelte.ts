import { SvelteSet } from "svelte/reactivity";
import type { Selection } from "../bindings/Selection";
import type { ListController } from "./list.svelte";

/** Where the owner is in the list, and which conversations are picked. */
export class Picks {
  /** Row that the keys act on, -1 before the first. */
  cursor = $state(-1);
  /** All that the list shows is picked, fetched or not. */
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

  selection(): Selection | null {
    if (this.all) return this.list.everything();
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

  /** Moves by so many rows; the row it ends on. */
  move(step: number): number {
    this.anchor = -1;
    this.cursor = this.clamp(this.cursor + step);
    return this.cursor;
  }

  to(index: number): void {
    this.anchor = -1;
    this.cursor = this.clamp(index);
  }

  /** Picks a row or takes that back. After "all" it begins with this one alone. */
  async toggle(index: number): Promise<void> {
    const row = await this.list.rowAt(index);
    if (!row) return;
    if (this.all) this.clear();
    this.cursor = index;
    this.anchor = index;
    if (!this.threads.delete(row.thread)) this.threads.add(row.thread);
  }

  /** Shift and an arrow: picks on, or takes back what lies on the way to where it began. */
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

  /** Shift and a click: picks all from where it began to here. */
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

/**
 * Maps rows of equal height, and the headings above some of them, to positions in a scrolled element. It
 * supports any number of rows, and does not use the DOM.
 *
 * Only the rows that were loaded are known to have a heading. A heading that becomes known moves the rows
 * below it, so the position changes by the same distance, and the rows in view stay in place.
 */

/**
 * The greatest height of the element in pixels. Browsers fail above about 30 million, so in longer lists the
 * scroll bar moves the rows in proportion.
 */
const TALLEST = 8_000_000;

export interface Window {
  first: number;
  /** The number of the row after the last one. */
  end: number;
}

export class Virtual {
  /** The distance from the top of the whole list to the top of the view, in pixels. */
  position = 0;
  private last = 0;
  /** The rows that have a heading, in ascending order. */
  private headed: number[] = [];

  constructor(
    readonly row: number,
    public count = 0,
    public view = 800,
    /** The height of a heading. */
    readonly heading = 0,
  ) {}

  private get real(): number {
    return this.slot(this.count);
  }
  /** The height of the scrolled element. */
  get height(): number {
    return Math.min(this.real, TALLEST);
  }
  private get farthest(): number {
    return Math.max(0, this.real - this.view);
  }
  private get scale(): number {
    const room = this.height - this.view;
    return this.real > TALLEST && room > 0 ? this.farthest / room : 1;
  }

  /** Returns the number of headings above the rows before `index`. */
  private before(index: number): number {
    let low = 0;
    let high = this.headed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.headed[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Returns the distance from the top of the list to a row, or to its heading if it has one. */
  slot(index: number): number {
    return index * this.row + this.before(index) * this.heading;
  }

  /** Returns the distance from the top of the list to a row, without its heading. */
  offset(index: number): number {
    return index * this.row + this.before(index + 1) * this.heading;
  }

  hasHeading(index: number): boolean {
    return this.headed[this.before(index)] === index;
  }

  /** Returns the row at a distance from the top of the list. */
  at(distance: number): number {
    let low = Math.max(0, Math.floor((distance - this.headed.length * this.heading) / this.row));
    let high = Math.max(0, Math.floor(distance / this.row));
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.slot(middle) <= distance) low = middle;
      else high = middle - 1;
    }
    return Math.min(low, Math.max(0, this.count - 1));
  }

  /**
   * Stores which of the rows from `first` to `end` have a heading. `starts` returns null if that is unknown.
   * The row `anchor` stays in place, unless the list is at its top.
   */
  learn({ first, end }: Window, starts: (index: number) => boolean | null, anchor: number): void {
    const before = this.offset(anchor);
    for (let index = first; index < end; index += 1) {
      const has = starts(index);
      if (has === null || has === this.hasHeading(index)) continue;
      this.headed.splice(this.before(index), has ? 0 : 1, ...(has ? [index] : []));
    }
    this.shift(this.offset(anchor) - before);
  }

  /** Forgets all headings. The row at the top of the view stays in place. */
  forget(): void {
    const anchor = this.at(this.position);
    const before = this.offset(anchor);
    this.headed = [];
    this.shift(this.offset(anchor) - before);
  }

  private shift(by: number): void {
    if (this.position > 0) this.position = Math.max(0, Math.min(this.farthest, this.position + by));
  }

  /** Returns the distance by which the next heading pushes the fixed heading out of the view. */
  get pushed(): number {
    const next = this.headed[this.before(this.at(this.position) + 1)];
    return next === undefined ? 0 : Math.max(0, this.position + this.heading - this.slot(next));
  }

  /**
   * Handles a scroll of the element. Short steps move the rows by the same distance, long steps (of the
   * scroll bar) in proportion.
   */
  scrolled(top: number): void {
    const step = top - this.last;
    this.last = top;
    if (Math.abs(step) <= this.view * 1.5 && !this.atEdge(top)) this.position += step;
    else this.position = top * this.scale;
    this.position = Math.max(0, Math.min(this.farthest, this.position));
  }

  private atEdge(top: number): boolean {
    return top <= 0 || top >= this.height - this.view;
  }

  /**
   * Returns the scroll position of the element that matches the rows. To be called when scrolling has
   * stopped.
   */
  settle(): number {
    this.last = Math.round(this.position / this.scale);
    return this.last;
  }

  /**
   * Scrolls until a row is fully visible below the fixed heading. Returns true if the position changed.
   */
  reveal(index: number): boolean {
    const top = this.offset(index);
    const before = this.position;
    if (top - this.heading < this.position) this.position = Math.max(0, top - this.heading);
    else if (top + this.row > this.position + this.view) this.position = top + this.row - this.view;
    return this.position !== before;
  }

  /** Returns the rows to draw: the visible rows and some above and below. */
  window(extra = 6): Window {
    const first = Math.max(0, this.at(this.position) - extra);
    const end = Math.min(this.count, this.at(this.position + this.view - 1) + 1 + extra);
    return { first, end: Math.max(first, end) };
  }

  /** Returns the position of a row in the scrolled element, in pixels. */
  top(index: number): number {
    return this.last + (this.offset(index) - this.position);
  }
}

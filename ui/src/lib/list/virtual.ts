/**
 * Maps rows of equal height to positions in a scrolled element. It supports any number of rows, and does not
 * use the DOM.
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

  constructor(
    readonly row: number,
    public count = 0,
    public view = 800,
  ) {}

  private get real(): number {
    return this.count * this.row;
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

  /**
   * Handles a scroll of the element. Short steps move the rows by the same distance, long steps (of the
   * scroll bar) in proportion.
   */
  scrolled(top: number): void {
    const step = top - this.last;
    this.last = top;
    if (this.scale === 1) this.position = top;
    else if (Math.abs(step) <= this.view * 1.5 && !this.atEdge(top)) this.position += step;
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

  /** Scrolls until a row is fully visible. Returns true if the position changed. */
  reveal(index: number): boolean {
    const top = index * this.row;
    const before = this.position;
    if (top < this.position) this.position = top;
    else if (top + this.row > this.position + this.view) this.position = top + this.row - this.view;
    return this.position !== before;
  }

  /** Returns the rows to draw: the visible rows and some above and below. */
  window(extra = 6): Window {
    const first = Math.max(0, Math.floor(this.position / this.row) - extra);
    const end = Math.min(this.count, Math.ceil((this.position + this.view) / this.row) + extra);
    return { first, end: Math.max(first, end) };
  }

  /** Returns the position of a row in the scrolled element, in pixels. */
  top(index: number): number {
    return this.last + (index * this.row - this.position);
  }
}

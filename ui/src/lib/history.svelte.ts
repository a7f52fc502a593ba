/** The part of a place in which it differs from the place before it. */
export type Change = "query" | "folder" | "conversation";

/** The greatest number of places that are kept. */
const MOST = 100;
/** A change of the same kind within this time in milliseconds replaces the place before it. */
const SETTLED = 1000;

/**
 * The places that the owner has visited, as in a browser. A text describes each place. Quick changes of one kind,
 * such as the letters of a word or a held arrow key, are one place.
 */
export class History {
  private places = $state.raw<string[]>([]);
  private at = $state(-1);
  private last: { change: Change | null; time: number } = { change: null, time: 0 };
  /** True while the window moves to another place. The places on the way are not kept. */
  private moving = false;

  /** `changeOf` returns the change from one place to another, or null if both are the same place for the owner. */
  constructor(
    private changeOf: (from: string, to: string) => Change | null,
    private now: () => number = Date.now,
  ) {}

  get canGoBack(): boolean {
    return this.at > 0;
  }

  get canGoForward(): boolean {
    return this.at < this.places.length - 1;
  }

  /** Notes the place that the window now shows. */
  note(place: string): void {
    const current = this.places[this.at];
    if (this.moving || place === current) return;
    const change = current === undefined ? "folder" : this.changeOf(current, place);
    const time = this.now();
    const quick = change === this.last.change && time - this.last.time < SETTLED;
    // Folders are chosen one by one, while letters and rows come in quick succession.
    const replaces = change === null || (quick && change !== "folder");
    if (change !== null) this.last = { change, time };
    const before = this.places.slice(0, replaces ? this.at : this.at + 1);
    const after = change === null ? this.places.slice(this.at + 1) : [];
    const start = Math.max(0, before.length + 1 - MOST);
    this.places = [...before.slice(start), place, ...after];
    this.at = before.length - start;
  }

  /** Moves one place back or forward, and calls `show` for it. Returns false if there is no such place. */
  async go(step: 1 | -1, show: (place: string) => Promise<void>): Promise<boolean> {
    const place = this.places[this.at + step];
    if (place === undefined || this.moving) return false;
    this.at += step;
    this.last = { change: null, time: 0 };
    this.moving = true;
    try {
      await show(place);
    } finally {
      this.moving = false;
    }
    return true;
  }
}

/** The time in milliseconds after which the window shows that it waits. */
const DELAY = 300;

/** Tells whether an operation takes so long that the window must show that it waits. */
export class Slow {
  now = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  begin(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.now = true), DELAY);
  }

  end(): void {
    clearTimeout(this.timer);
    this.now = false;
  }
}

/** Milliseconds. Shorter waits show no sign of waiting. */
const DELAY = 300;

/** Reports that an operation takes long enough to show a sign of waiting. */
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

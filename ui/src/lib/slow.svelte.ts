/** What takes less shows no sign of waiting. */
const PATIENCE = 300;

/** Tells when something takes long enough to be worth a sign. */
export class Slow {
  now = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  begin(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.now = true), PATIENCE);
  }

  end(): void {
    clearTimeout(this.timer);
    this.now = false;
  }
}

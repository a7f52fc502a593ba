/** The time without a change after which a text is announced, in milliseconds. */
const PAUSE = 800;

/**
 * A text that follows another text after a pause. A screen reader announces it, and so does not announce each
 * count while the owner types.
 */
export class Settled {
  text = $state("");
  private timer: ReturnType<typeof setTimeout> | undefined;

  follow(text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.text = text), PAUSE);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

import { asError, type Backend } from "../backend";
import type { BodyView } from "../bindings/BodyView";
import type { ErrorView } from "../bindings/ErrorView";
import type { HeaderView } from "../bindings/HeaderView";

export type Mode = "formatted" | "text" | "headers" | "original";

/** An open message of the conversation. */
export class OpenMessage {
  mode = $state<Mode>("formatted");
  body = $state.raw<BodyView | null>(null);
  headers = $state.raw<HeaderView[] | null>(null);
  original = $state<string | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** The choice of the owner in a dark window: see `Frame`. */
  dark = $state<boolean | null>(null);
  /** The height of the message when its body was released, in pixels. 0 if it was not. */
  height = $state(0);
  private again: () => Promise<void> = () => this.load();
  private loading = false;

  constructor(
    private backend: Backend,
    readonly id: number,
    readonly query: string,
  ) {}

  /** Reads the body. It is read once, even if this is called again. */
  async load(): Promise<void> {
    if (this.body !== null || this.loading) return;
    this.loading = true;
    this.again = () => this.load();
    this.error = null;
    try {
      this.put(await this.backend.body(this.id, this.query));
    } catch (thrown) {
      this.error = asError(thrown);
    } finally {
      this.loading = false;
    }
  }

  /**
   * Forgets the body of a message that is far away. `height` is the room that the message keeps. Returns false if the
   * message shows something else, which stays.
   */
  release(height: number): boolean {
    if (this.body === null || (this.mode !== "formatted" && this.mode !== "text")) return false;
    this.height = height;
    this.body = null;
    return true;
  }

  /** Shows a body that was read before. */
  put(body: BodyView): void {
    this.body = body;
    // The owner may have chosen the headers or the original while the body was read.
    if (this.mode === "formatted" && body.document === null) this.mode = "text";
  }

  async setMode(mode: Mode): Promise<void> {
    this.mode = mode;
    this.again = () => this.setMode(mode);
    this.error = null;
    if (mode === "formatted" || mode === "text") return this.load();
    try {
      if (mode === "headers" && !this.headers) this.headers = await this.backend.headers(this.id);
      else if (mode === "original" && this.original === null)
        this.original = await this.backend.sourceText(this.id);
    } catch (thrown) {
      // The owner may have gone back to the text meanwhile.
      if (this.mode === mode) this.error = asError(thrown);
    }
  }

  retry(): Promise<void> {
    return this.again();
  }
}

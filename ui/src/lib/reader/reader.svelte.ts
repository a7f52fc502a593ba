import { asError, type Backend } from "../backend";
import type { BodyView } from "../bindings/BodyView";
import type { Conversation } from "../bindings/Conversation";
import type { ErrorView } from "../bindings/ErrorView";
import type { HeaderView } from "../bindings/HeaderView";
import type { MessageView } from "../bindings/MessageView";
import { Slow } from "../slow.svelte";

export type Mode = "formatted" | "text" | "headers" | "original";

/** The conversation in the reader, with one open message. */
export class ReaderController {
  conversation = $state.raw<Conversation | null>(null);
  /** The id of the open message. */
  open = $state<number | null>(null);
  mode = $state<Mode>("formatted");
  body = $state.raw<BodyView | null>(null);
  headers = $state.raw<HeaderView[] | null>(null);
  original = $state<string | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** The query whose hits are marked in the message. */
  query = $state("");
  /** True if an answer takes a long time. */
  readonly slow = new Slow();
  private generation = 0;
  private again: () => Promise<void> = async () => {};

  constructor(private backend: Backend) {}

  get thread(): number | null {
    return this.conversation?.thread ?? null;
  }
  get message(): MessageView | undefined {
    return this.conversation?.messages.find((m) => m.id === this.open);
  }
  get frame(): string {
    return this.open === null ? "" : this.backend.frameUrl(this.open, this.query);
  }

  /**
   * Shows a conversation and opens a message. Opens the newest message if the conversation does not contain
   * `message`.
   */
  async show(thread: number, message: number, query: string): Promise<void> {
    const generation = (this.generation += 1);
    this.again = () => this.show(thread, message, query);
    this.slow.begin();
    try {
      const conversation = await this.backend.conversation(thread, query);
      if (generation !== this.generation) return;
      const open = conversation.messages.find((m) => m.id === message) ?? conversation.messages.at(-1);
      const body = open ? await this.backend.body(open.id, query) : null;
      if (generation !== this.generation) return;
      this.conversation = conversation;
      this.query = query;
      this.put(open?.id ?? null, body);
    } catch (thrown) {
      if (generation !== this.generation) return;
      this.conversation = null;
      this.put(null, null);
      this.fail(thrown);
    }
  }

  /** Opens another message of the conversation. */
  async openMessage(id: number): Promise<void> {
    const generation = (this.generation += 1);
    this.again = () => this.openMessage(id);
    this.slow.begin();
    try {
      const body = await this.backend.body(id, this.query);
      if (generation === this.generation) this.put(id, body);
    } catch (thrown) {
      if (generation === this.generation) this.fail(thrown);
    }
  }

  async setMode(mode: Mode): Promise<void> {
    this.mode = mode;
    const id = this.open;
    const generation = this.generation;
    if (id === null) return;
    this.again = () => this.setMode(mode);
    this.error = null;
    try {
      if (mode === "headers" && !this.headers) {
        const headers = await this.backend.headers(id);
        if (generation === this.generation) this.headers = headers;
      } else if (mode === "original" && this.original === null) {
        const original = await this.backend.sourceText(id);
        if (generation === this.generation) this.original = original;
      }
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown);
    }
  }

  retry(): Promise<void> {
    return this.again();
  }

  close(): void {
    this.generation += 1;
    this.conversation = null;
    this.put(null, null);
  }

  private fail(thrown: unknown): void {
    this.slow.end();
    this.error = asError(thrown);
  }

  private put(open: number | null, body: BodyView | null): void {
    this.slow.end();
    this.error = null;
    this.open = open;
    this.body = body;
    this.headers = null;
    this.original = null;
    this.mode = body?.html ? "formatted" : "text";
  }
}

import { SvelteMap } from "svelte/reactivity";
import { asError, type Backend } from "../backend";
import type { Conversation } from "../bindings/Conversation";
import type { ErrorView } from "../bindings/ErrorView";
import { Slow } from "../slow.svelte";
import { OpenMessage } from "./openMessage.svelte";

/** The conversation in the reader. Any number of its messages can be open. */
export class ReaderController {
  conversation = $state.raw<Conversation | null>(null);
  /** The open messages by their ids. */
  readonly open = new SvelteMap<number, OpenMessage>();
  /** The message that was opened last. The reader scrolls to it and gives it the focus. */
  last = $state<number | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** The query whose hits are marked in the messages. */
  query = $state("");
  /** True if an answer takes a long time. */
  readonly slow = new Slow();
  private generation = 0;
  private again: () => Promise<void> = async () => {};

  constructor(private backend: Backend) {}

  get thread(): number | null {
    return this.conversation?.thread ?? null;
  }

  /** True if all messages of the conversation are open. */
  get allOpen(): boolean {
    return this.conversation?.messages.every(({ id }) => this.open.has(id)) ?? false;
  }

  /**
   * Shows a conversation and opens a message. Opens the newest message if the conversation does not contain
   * `message`. The conversation before it stays until both are read.
   */
  async show(thread: number, message: number, query: string): Promise<void> {
    const generation = (this.generation += 1);
    this.again = () => this.show(thread, message, query);
    this.slow.begin();
    try {
      const conversation = await this.backend.conversation(thread, query);
      if (generation !== this.generation) return;
      const first = conversation.messages.find((m) => m.id === message) ?? conversation.messages.at(-1);
      const open = first ? new OpenMessage(this.backend, first.id, query) : null;
      await open?.load();
      if (generation !== this.generation) return;
      this.conversation = conversation;
      this.query = query;
      this.put(open);
    } catch (thrown) {
      if (generation !== this.generation) return;
      this.conversation = null;
      this.put(null);
      this.error = asError(thrown);
    }
  }

  /** Opens a message of the conversation, or closes it. */
  async toggle(id: number): Promise<void> {
    if (this.open.delete(id)) return;
    const open = new OpenMessage(this.backend, id, this.query);
    this.last = id;
    this.open.set(id, open);
    await open.load();
  }

  /** Opens all messages. Each of them reads its body when it comes near the visible part. */
  openAll(): void {
    for (const { id } of this.conversation?.messages ?? []) {
      if (!this.open.has(id)) this.open.set(id, new OpenMessage(this.backend, id, this.query));
    }
  }

  /** Closes all messages but the one that was opened last. */
  closeAll(): void {
    for (const id of [...this.open.keys()]) if (id !== this.last) this.open.delete(id);
  }

  retry(): Promise<void> {
    return this.again();
  }

  close(): void {
    this.generation += 1;
    this.conversation = null;
    this.put(null);
  }

  private put(open: OpenMessage | null): void {
    this.slow.end();
    this.error = null;
    this.open.clear();
    this.last = open?.id ?? null;
    if (open) this.open.set(open.id, open);
  }
}

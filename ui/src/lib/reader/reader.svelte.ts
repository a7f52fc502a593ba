import { SvelteMap } from "svelte/reactivity";
import { asError, type Backend } from "../backend";
import type { Conversation } from "../bindings/Conversation";
import type { ErrorView } from "../bindings/ErrorView";
import type { MessageView } from "../bindings/MessageView";
import type { Selection } from "../bindings/Selection";
import { Slow } from "../slow.svelte";
import { OpenMessage } from "./openMessage.svelte";
import { PageCounts } from "./pageCounts.svelte";

/** The most texts that are read to find the next hit. */
const MOST_TEXTS = 200;

/** Returns the changed marks of a message. */
type Change = (message: MessageView) => Partial<MessageView>;

/** Returns tags with a tag, or without it. */
export const withTag = (tags: string[], tag: string, on: boolean): string[] => [
  ...tags.filter((other) => other !== tag),
  ...(on ? [tag] : []),
];

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
  /** A number that changes each time that a conversation is shown. */
  shown = $state(0);
  /** The name of the attachment in which the search found its words. Null if it found them in the text. */
  hitIn = $state<string | null>(null);
  /** True if an answer takes a long time. */
  readonly slow = new Slow();
  readonly pages: PageCounts;
  private generation = 0;
  private again: () => Promise<void> = async () => {};

  constructor(private backend: Backend) {
    this.pages = new PageCounts(backend);
  }

  get thread(): number | null {
    return this.conversation?.thread ?? null;
  }

  /** True if all messages of the conversation are open. */
  get allOpen(): boolean {
    return this.conversation?.messages.every(({ id }) => this.open.has(id)) ?? false;
  }

  /**
   * Shows a conversation and opens a message. Opens the newest message if the conversation does not contain
   * `message`. The conversation before it stays until both are read. `hitIn` is the name of the attachment with the hit.
   */
  async show(thread: number, message: number, query: string, hitIn: string | null = null): Promise<void> {
    const generation = (this.generation += 1);
    this.again = () => this.show(thread, message, query, hitIn);
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
      this.hitIn = hitIn;
      this.shown += 1;
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

  /** Reads the texts of the open messages that have a hit. */
  async loadHits(): Promise<void> {
    const wanted = (this.conversation?.messages ?? []).filter(({ hit }) => hit).slice(0, MOST_TEXTS);
    await Promise.all(wanted.map(({ id }) => this.open.get(id)?.load()));
  }

  /** Closes all messages but the one that was opened last. */
  closeAll(): void {
    for (const id of [...this.open.keys()]) if (id !== this.last) this.open.delete(id);
  }

  /** True if a message of the conversation is starred. */
  get starred(): boolean {
    return this.conversation?.messages.some(({ starred }) => starred) ?? false;
  }

  /** The tags of the messages of the conversation. */
  get tags(): string[] {
    const all = this.conversation?.messages.flatMap(({ tags }) => tags) ?? [];
    return [...new Set(all)].sort((a, b) => a.localeCompare(b));
  }

  /** Adds a star to a message, or to all of the conversation if `message` is null, or removes it. */
  setStar(on: boolean, message: number | null = null): Promise<void> {
    return this.mark(
      message,
      () => ({ starred: on }),
      (selection) => this.backend.setStar(selection, on),
    );
  }

  /** Adds a tag to the conversation, or removes it. */
  setTag(tag: string, on: boolean): Promise<void> {
    return this.mark(
      null,
      ({ tags }) => ({ tags: withTag(tags, tag, on) }),
      (selection) => this.backend.setTag(selection, tag, on),
    );
  }

  /** Shows marks that were changed elsewhere, if the conversation is one of the changed ones. */
  follow(isChanged: (thread: number) => boolean, change: Change): void {
    const { conversation } = this;
    if (!conversation || !isChanged(conversation.thread)) return;
    const messages = conversation.messages.map((one) => ({ ...one, ...change(one) }));
    this.conversation = { ...conversation, messages };
  }

  /** Shows a change of marks at once, and takes it back if the program refuses it. */
  private async mark(
    message: number | null,
    change: Change,
    send: (selection: Selection) => Promise<unknown>,
  ): Promise<void> {
    const before = this.conversation;
    if (!before) return;
    const apply = (to: Change) =>
      this.follow(
        (thread) => thread === before.thread,
        (one) => (message === null || message === one.id ? to(one) : {}),
      );
    apply(change);
    try {
      await send(
        message === null ? { what: "threads", ids: [before.thread] } : { what: "messages", ids: [message] },
      );
    } catch (thrown) {
      apply(({ id }) => {
        const { starred = false, tags = [] } = before.messages.find((one) => one.id === id) ?? {};
        return { starred, tags };
      });
      throw thrown;
    }
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

import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend";
import type { AttachmentView } from "../bindings/AttachmentView";

/** The largest document whose pages are counted without a request of the owner, in bytes. */
const LARGEST = 16_000_000;
/** The most documents of one message whose pages are counted. */
const MOST = 4;
/** The time for which a message must stay open before its documents are read, in milliseconds. */
const REST = 400;
/** The most counts that are kept. */
const KEPT = 1000;

/** The numbers of pages of attached PDF files. One file is read at a time. */
export class PageCounts {
  private counts = new SvelteMap<string, number>();
  private queue: Promise<void> = Promise.resolve();

  constructor(private backend: Backend) {}

  /** Returns the number of pages of an attachment, or null if it is not known. */
  of(message: number, attachment: AttachmentView): number | null {
    return this.counts.get(keyOf(message, attachment.index)) ?? null;
  }

  /** Counts the pages of the attachments of a message. Returns a function that ends this. */
  count(message: number, attachments: AttachmentView[]): () => void {
    let stopped = false;
    const wanted = attachments.filter(isCounted).slice(0, MOST);
    const timer = setTimeout(() => {
      for (const { index } of wanted)
        this.queue = this.queue.then(() => (stopped ? undefined : this.read(message, index)));
    }, REST);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }

  private async read(message: number, index: number): Promise<void> {
    const key = keyOf(message, index);
    if (this.counts.has(key)) return;
    try {
      const preview = await this.backend.previewAttachment(message, [index], "");
      if (preview.kind !== "pages") return;
      if (this.counts.size >= KEPT) this.counts.clear();
      this.counts.set(key, preview.count);
    } catch {
      // The tile then shows no number. Its preview says why the file cannot be read.
    }
  }
}

const keyOf = (message: number, index: number) => `${message}/${index}`;
const isCounted = ({ media_type, name, size }: AttachmentView) =>
  size <= LARGEST && (media_type === "application/pdf" || /\.pdf$/i.test(name));

import type { Backend } from "../backend";
import { EMPTY, type ReadQuery } from "./query";

/** Lets the program read the query in the search box. */
export class QueryReader {
  /** The newest query that was read. */
  read = $state.raw<ReadQuery>(EMPTY);
  private wanted = "";
  private running: Promise<void> | null = null;

  constructor(private backend: Backend) {}

  /** Reads a query. While one answer is awaited, only the newest of the other queries is asked for. */
  async of(text: string): Promise<ReadQuery> {
    this.wanted = text;
    while (this.read.text !== text && this.wanted === text) {
      this.running ??= this.run().finally(() => (this.running = null));
      await this.running;
    }
    return this.read;
  }

  private async run(): Promise<void> {
    while (this.read.text !== this.wanted) {
      const text = this.wanted;
      // Without conditions the window shows no chips; the list reports the error.
      const terms = await this.backend.readQuery(text).catch(() => []);
      if (text === this.wanted) this.read = { text, terms };
    }
  }
}

import type { Backend } from "../backend";
import { EMPTY, type ReadQuery } from "./query";

/** Requests the conditions of the query in the search box from the program. */
export class QueryReader {
  /** The newest query whose conditions have arrived. */
  read = $state.raw<ReadQuery>(EMPTY);
  private wanted = "";
  private running: Promise<void> | null = null;

  constructor(private backend: Backend) {}

  /** Returns the conditions of a query. If several queries wait for an answer, requests only the newest. */
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
      // Without conditions, the window shows no chips. The list reports the error.
      const terms = await this.backend.readQuery(text).catch(() => []);
      if (text === this.wanted) this.read = { text, terms };
    }
  }
}

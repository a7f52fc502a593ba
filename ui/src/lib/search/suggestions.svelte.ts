import { asError } from "../backend";
import type { PartCount } from "../bindings/PartCount";
import type { Suggested } from "../bindings/Suggested";
import type { ListController } from "../list/list.svelte";

/** Suggestions for a search without results. */
export class Help {
  /** Queries with another spelling that have results. */
  meant = $state.raw<Suggested[]>([]);
  /** For each condition: the query without it, and the number of results. */
  ways = $state.raw<PartCount[]>([]);
  error = $state.raw<string | null>(null);
  private generation = 0;

  constructor(private list: ListController) {}

  async ask(query: string): Promise<void> {
    const generation = (this.generation += 1);
    this.error = null;
    this.meant = [];
    this.ways = [];
    if (query.trim() === "") return;
    try {
      const help = await this.list.nothingFound(query);
      if (generation !== this.generation) return;
      this.meant = help.suggestions;
      this.ways = help.parts;
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown).message;
    }
  }
}

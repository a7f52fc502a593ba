import { asError } from "../backend";
import type { PartCount } from "../bindings/PartCount";
import type { Suggested } from "../bindings/Suggested";
import type { ListController } from "../list/list.svelte";
import { parts, without } from "./query";

/** A query without one of its conditions. */
export interface WayOut {
  part: string;
  without: string;
  messages: number;
}

/** What is said of a search that found nothing. */
export class Help {
  meant = $state.raw<Suggested[]>([]);
  ways = $state.raw<WayOut[]>([]);
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
      this.ways = waysOut(query, help.parts);
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown).message;
    }
  }
}

const key = (text: string) => text.trim().replaceAll('"', "").replace(/\*$/, "").toLowerCase();

/** The ways out, in the owner's own words where they can be found again. */
export function waysOut(query: string, counted: PartCount[]): WayOut[] {
  const typed = parts(query);
  return counted.map(({ part, without: messages }, at) => {
    const found =
      typed.find((p) => key(p.text) === key(part)) ?? (typed.length === counted.length && typed[at]);
    if (found) {
      return { part: found.text, without: without(query, (p) => p.start === found.start), messages };
    }
    const others = counted.filter((_, i) => i !== at).map((other) => other.part);
    return { part, without: others.join(" "), messages };
  });
}

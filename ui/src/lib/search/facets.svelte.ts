import { asError, type Backend } from "../backend";
import type { Completion } from "../bindings/Completion";
import type { Facets } from "../bindings/Facets";
import type { ListRequest } from "../bindings/ListRequest";
import { Slow } from "../slow.svelte";
import type { Choice } from "./groups";

/** How the messages of the list spread, for the menu that is open; and the names of people behind their addresses. */
export class FacetsController {
  counts = $state.raw<Facets | null>(null);
  error = $state.raw<string | null>(null);
  /** What fits what is typed into the menu; null while nothing is. */
  fitting = $state.raw<Choice[] | null>(null);
  readonly slow = new Slow();
  private names = $state.raw<Record<string, string>>({});
  private generation = 0;
  /** Of the last question what fits. */
  private fitGeneration = 0;

  constructor(private backend: Backend) {}

  /** Forgets what another menu asked. */
  clear(): void {
    this.generation += 1;
    this.fitGeneration += 1;
    this.slow.end();
    this.counts = null;
    this.error = null;
    this.fitting = null;
  }

  /** Counts the choices of a menu. The request has the query without them. */
  async load(request: ListRequest): Promise<void> {
    this.clear();
    const generation = this.generation;
    this.slow.begin();
    try {
      const counts = await this.backend.facets(request);
      if (generation !== this.generation) return;
      this.counts = counts;
      this.learn([...counts.people, ...counts.folders, ...counts.sources]);
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown).message;
    } finally {
      if (generation === this.generation) this.slow.end();
    }
  }

  /** Looks for values that begin like this condition, beside the query of the request; for none where that is null. */
  async fit(request: ListRequest, typed: string | null): Promise<void> {
    const generation = (this.fitGeneration += 1);
    if (typed === null) {
      this.fitting = null;
      return;
    }
    try {
      const query = `${typed} ${request.query}`;
      const { items } = await this.backend.complete({ ...request, query }, typed.length);
      if (generation !== this.fitGeneration) return;
      this.fitting = items.map(choice);
      this.learn(this.fitting);
    } catch {
      if (generation === this.fitGeneration) this.fitting = [];
    }
  }

  /** The name that was once shown for a condition. */
  nameOf(query: string): string | null {
    return this.names[query.trim().toLowerCase()] ?? null;
  }

  learn(choices: { query: string; label: string }[]): void {
    const learnt = choices.map(({ query, label }) => [query.trim().toLowerCase(), label] as const);
    this.names = { ...this.names, ...Object.fromEntries(learnt) };
  }
}

const choice = ({ text, label, count }: Completion): Choice => ({
  query: text,
  label: label.replace(/ <[^<>]*>$/, ""),
  count,
});

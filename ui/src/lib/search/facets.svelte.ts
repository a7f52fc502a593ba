import { asError, type Backend } from "../backend";
import type { Completion } from "../bindings/Completion";
import type { Facets } from "../bindings/Facets";
import type { ListRequest } from "../bindings/ListRequest";
import { Slow } from "../slow.svelte";
import type { Choice } from "./groups";

/** The counts for the open menu, and the names of people by their addresses. */
export class FacetsController {
  counts = $state.raw<Facets | null>(null);
  error = $state.raw<string | null>(null);
  /** Values that begin with the text in the menu. Null while the text is empty. */
  fitting = $state.raw<Choice[] | null>(null);
  readonly slow = new Slow();
  private names = $state.raw<Record<string, string>>({});
  private generation = 0;
  /** The number of the last request for fitting values. */
  private fitGeneration = 0;

  constructor(private backend: Backend) {}

  /** Forgets the answers for another menu. */
  clear(): void {
    this.generation += 1;
    this.fitGeneration += 1;
    this.slow.end();
    this.counts = null;
    this.error = null;
    this.fitting = null;
  }

  /** Counts the choices of a menu. The request leaves out the conditions that they take the place of. */
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

  /** Forgets the values for a typed text. */
  endFit(): void {
    this.fitGeneration += 1;
    this.fitting = null;
  }

  /** Loads the values of an operator that begin with a text. */
  async fit(request: ListRequest, operator: string, value: string): Promise<void> {
    const generation = (this.fitGeneration += 1);
    try {
      const items = await this.backend.completeValue(request, operator, value);
      if (generation !== this.fitGeneration) return;
      this.fitting = items.map(choice);
      this.learn(this.fitting);
    } catch {
      if (generation === this.fitGeneration) this.fitting = [];
    }
  }

  /** The name that was shown for a condition. */
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

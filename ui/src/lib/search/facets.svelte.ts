import { asError, type Backend } from "../backend";
import type { Completion } from "../bindings/Completion";
import type { Facets } from "../bindings/Facets";
import type { ListRequest } from "../bindings/ListRequest";
import { Slow } from "../slow.svelte";
import type { Choice } from "./groups";

/** The counts in the open menu, and the names that were shown for conditions. */
export class FacetsController {
  counts = $state.raw<Facets | null>(null);
  /** The values that the program counts apart from the facets. */
  counted = $state.raw<Choice[]>([]);
  error = $state.raw<string | null>(null);
  /** The values that begin with the text in the menu. Null if the text is empty. */
  fitting = $state.raw<Choice[] | null>(null);
  readonly slow = new Slow();
  private names = $state.raw<Record<string, string>>({});
  private generation = 0;
  /** The number of the newest request for `fitting`. */
  private fitGeneration = 0;

  constructor(private backend: Backend) {}

  /** Removes the answers for the previous menu. */
  clear(): void {
    this.generation += 1;
    this.fitGeneration += 1;
    this.slow.end();
    this.counts = null;
    this.error = null;
    this.fitting = null;
  }

  /**
   * Counts the choices of a menu. The request must leave out the conditions that the choices replace.
   * `operator` is the one whose values are counted apart, if there is one.
   */
  async load(request: ListRequest, operator?: string): Promise<void> {
    this.clear();
    const generation = this.generation;
    this.slow.begin();
    try {
      const [counts, values] = await Promise.all([
        this.backend.facets(request),
        operator === undefined ? [] : this.backend.completeValue(request, operator, ""),
      ]);
      if (generation !== this.generation) return;
      this.counted = values.map(choice);
      this.counts = counts;
      this.learn([...counts.people, ...counts.folders, ...counts.sources]);
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown).message;
    } finally {
      if (generation === this.generation) this.slow.end();
    }
  }

  /** Removes the values for the typed text. */
  endFit(): void {
    this.fitGeneration += 1;
    this.fitting = null;
  }

  /** Loads the values of an operator that begin with `value`. */
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

  /** Returns the name that was shown for a condition, or null. */
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

import { asError, type Backend } from "../backend";
import type { ListRequest } from "../bindings/ListRequest";
import type { SavedSearch } from "../bindings/SavedSearch";
import type { SearchChange } from "../bindings/SearchChange";
import type { Searches } from "../bindings/Searches";
import type { Toasts } from "../toasts.svelte";
import type { Offer } from "./complete.svelte";

const OFFERED = 6;

/** The saved and recent searches. The program stores them in the folder of the archive. */
export class SearchesController {
  saved = $state.raw<SavedSearch[]>([]);
  recent = $state.raw<string[]>([]);
  remember = $state(true);
  /** The number of messages that each saved search finds, by its id. */
  counts = $state.raw<ReadonlyMap<number, number>>(new Map());
  private counting = 0;
  /** True after the first count, which waits for the list at the start of the window. */
  private counted = false;

  constructor(
    private backend: Backend,
    private toasts: Toasts,
  ) {}

  async load(): Promise<void> {
    await this.attempt(() => this.backend.searches());
  }

  /**
   * Counts the results of the saved searches whose queries match. They are counted one after the other, because
   * the list is more urgent. A search that fails has no number.
   */
  async count(which = /(?:)/): Promise<void> {
    const turn = (this.counting += 1);
    this.counted = true;
    const counts = new Map(this.counts);
    for (const { id, query } of this.saved.filter((saved) => which.test(saved.query))) {
      counts.delete(id);
      const found = await this.backend.list(countRequest(query)).catch(() => null);
      if (turn !== this.counting) return;
      if (found) counts.set(id, found.messages);
    }
    this.counts = counts;
  }

  /** Changes the searches. Returns true if the change was stored. */
  change(change: SearchChange): Promise<boolean> {
    return this.attempt(() => this.backend.changeSearches(change));
  }

  /** Adds a query to the recent searches, unless the owner has turned them off. */
  note(query: string): void {
    const text = query.trim();
    if (text === "" || !this.remember || this.recent[0] === text) return;
    // No error is shown, because a recent search that cannot be stored does not affect any mail.
    this.backend.changeSearches({ what: "note", query: text }).then(
      (kept) => this.take(kept),
      () => {},
    );
  }

  async delete(search: SavedSearch): Promise<void> {
    if (!(await this.change({ what: "delete", id: search.id }))) return;
    const { name, query } = search;
    const again = { label: "Undo", run: () => void this.change({ what: "save", name, query }) };
    this.toasts.say(`“${name}” was deleted.`, again);
  }

  /** Returns the saved search with this query, or null. */
  savedAs(query: string): SavedSearch | null {
    const text = query.trim();
    return this.saved.find((saved) => saved.query === text) ?? null;
  }

  /** Returns a name for a search: the values of its conditions. */
  async suggestName(query: string): Promise<string> {
    const terms = await this.backend.readQuery(query).catch(() => []);
    return terms
      .map((term) => term.value)
      .join(" ")
      .slice(0, 60);
  }

  /** Returns the offers for an empty search box. */
  get offers(): Offer[] {
    const offer = (kind: "recent" | "saved", label: string, query: string): Offer => {
      return { kind, label, hint: "", count: null, condition: query, query, cursor: query.length };
    };
    return this.recent.slice(0, OFFERED).map((query) => {
      const name = this.savedAs(query)?.name;
      return name ? { ...offer("saved", name, query), hint: query } : offer("recent", query, query);
    });
  }

  private async attempt(ask: () => Promise<Searches>): Promise<boolean> {
    try {
      this.take(await ask());
      return true;
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
      return false;
    }
  }

  private take({ saved, recent, remember, notice }: Searches): void {
    const changed = JSON.stringify(saved) !== JSON.stringify(this.saved);
    this.saved = saved;
    if (changed && this.counted) void this.count();
    this.recent = recent;
    this.remember = remember;
    if (notice) this.toasts.say(notice, null, true);
  }
}

/** Returns a request that only counts the results in all mail. */
const countRequest = (query: string): ListRequest => ({
  query,
  without: [],
  typing: false,
  folder: null,
  source: null,
  sort: "date",
  offset: 0,
  limit: 1,
});

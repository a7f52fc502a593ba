import { asError, type Backend } from "../backend";
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

  constructor(
    private backend: Backend,
    private toasts: Toasts,
  ) {}

  async load(): Promise<void> {
    await this.attempt(() => this.backend.searches());
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
    this.saved = saved;
    this.recent = recent;
    this.remember = remember;
    if (notice) this.toasts.say(notice, null, true);
  }
}

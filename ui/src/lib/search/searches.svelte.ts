import { asError, type Backend } from "../backend";
import type { SavedSearch } from "../bindings/SavedSearch";
import type { SearchChange } from "../bindings/SearchChange";
import type { Searches } from "../bindings/Searches";
import type { Toasts } from "../toasts.svelte";
import type { Offer } from "./complete.svelte";

const OFFERED = 6;

/** Searches with a name, and those of the last days. The program keeps them in the archive's own folder. */
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

  /** True if it could be done. */
  change(change: SearchChange): Promise<boolean> {
    return this.attempt(() => this.backend.changeSearches(change));
  }

  /** A search was of use: it is remembered, unless the owner does not want that. */
  note(query: string): void {
    const text = query.trim();
    if (text === "" || !this.remember || this.recent[0] === text) return;
    // A search that only lasts until the window is closed is no loss to speak of.
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

  /** The saved search that this is. */
  savedAs(query: string): SavedSearch | null {
    const text = query.trim();
    return this.saved.find((saved) => saved.query === text) ?? null;
  }

  /** What the empty search box offers. */
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

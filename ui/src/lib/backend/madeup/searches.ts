import type { SearchChange } from "../../bindings/SearchChange";
import type { Searches } from "../../bindings/Searches";

/** Keeps saved and recent searches in memory, similar to the real backend. */
export class FakeSearches {
  private now: Searches = { saved: [], recent: [], remember: true, notice: null };

  get all(): Searches {
    return structuredClone(this.now);
  }

  change(change: SearchChange): Searches {
    const now = this.now;
    if (change.what === "save") {
      const { name, query } = change;
      const known = now.saved.find((saved) => saved.name === name);
      if (known) known.query = query.trim();
      else now.saved.push({ id: 1 + Math.max(0, ...now.saved.map((s) => s.id)), name, query: query.trim() });
    } else if (change.what === "rename") {
      const known = now.saved.find((saved) => saved.id === change.id);
      if (known) known.name = change.name;
    } else if (change.what === "delete") now.saved = now.saved.filter((saved) => saved.id !== change.id);
    else if (change.what === "note" && now.remember)
      now.recent = [change.query, ...now.recent.filter((query) => query !== change.query)].slice(0, 20);
    else if (change.what === "clear") now.recent = [];
    else if (change.what === "remember") {
      now.remember = change.on;
      if (!change.on) now.recent = [];
    }
    return this.all;
  }
}

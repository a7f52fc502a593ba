import type { Backend } from "../backend";
import type { ImportView } from "../bindings/ImportView";

export const ended = (view: ImportView): boolean => !["reading", "paused", "indexing"].includes(view.state);

/** Running and past imports, newest first. */
export class ImportsController {
  all = $state.raw<ImportView[]>([]);

  constructor(private backend: Backend) {}

  get running(): ImportView[] {
    return this.all.filter((view) => !ended(view));
  }

  /** Imports that ended before their files did, and can be continued. */
  get unfinished(): ImportView[] {
    return this.running.length > 0 ? [] : this.all.filter((view) => ended(view) && view.can_continue);
  }

  async load(): Promise<void> {
    const all = await this.backend.imports();
    // What an event told meanwhile is newer.
    const known = new Map(this.all.map((view) => [view.id, view]));
    this.all = [
      ...all.map((view) => known.get(view.id) ?? view),
      ...this.all.filter((v) => !all.some((a) => a.id === v.id)),
    ].sort((a, b) => b.id - a.id);
  }

  /** Drops the imports that a later one continues, and takes in what the others say now: a better copy may be here. */
  async settle(): Promise<void> {
    const now = new Map((await this.backend.imports()).map((view) => [view.id, view]));
    this.all = this.all
      .filter((view) => !ended(view) || !view.can_continue || now.has(view.id))
      .map((view) => {
        const fresh = now.get(view.id);
        // The answer may be older than the news of an import's end.
        return ended(view) && fresh && ended(fresh) ? fresh : view;
      });
  }

  /** Takes in what an event told: `started` if it was not known, `ended` if it ran until now. */
  take(view: ImportView): "started" | "ended" | "moved" {
    // One that could not even begin has no number of its own.
    if (view.id === 0) {
      this.all = [view, ...this.all.filter((v) => v.id !== 0)];
      return "ended";
    }
    const before = this.all.find((v) => v.id === view.id);
    this.all = before ? this.all.map((v) => (v.id === view.id ? view : v)) : [view, ...this.all];
    if (ended(view)) return before && ended(before) ? "moved" : "ended";
    return before ? "moved" : "started";
  }

  lookForDeleted(id: number, source: number): Promise<void> {
    return this.backend.lookForDeleted(id, source);
  }

  pause(id: number): Promise<void> {
    return this.backend.pauseImport(id);
  }

  resume(id: number): Promise<void> {
    return this.backend.resumeImport(id);
  }

  continue(id: number): Promise<void> {
    return this.backend.continueImport(id);
  }

  cancel(id: number): Promise<void> {
    return this.backend.cancelImport(id);
  }
}

/** How much is read, 0 to 1. */
export function readPart(view: ImportView): number {
  const total = view.files.reduce((sum, f) => sum + f.total, 0);
  const bytes = view.files.reduce((sum, f) => sum + Math.min(f.bytes, f.total), 0);
  return total > 0 ? bytes / total : 0;
}

/** Seconds left, once they can be told. */
export function secondsLeft(view: ImportView): number | null {
  const part = (readPart(view) + view.indexed) / 2;
  return view.seconds < 4 || part < 0.03 || part >= 1 ? null : (view.seconds * (1 - part)) / part;
}

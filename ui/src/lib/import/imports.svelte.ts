import type { Backend } from "../backend";
import type { ImportView } from "../bindings/ImportView";

export const ended = (view: ImportView): boolean => !["reading", "paused", "indexing"].includes(view.state);

/** The running and past imports, newest first. */
export class ImportsController {
  all = $state.raw<ImportView[]>([]);

  constructor(private backend: Backend) {}

  get running(): ImportView[] {
    return this.all.filter((view) => !ended(view));
  }

  /** The unfinished imports that can be continued. */
  get unfinished(): ImportView[] {
    return this.running.length > 0 ? [] : this.all.filter((view) => ended(view) && view.can_continue);
  }

  async load(): Promise<void> {
    const all = await this.backend.imports();
    // A view that an event brought during the request is newer than the answer.
    const known = new Map(this.all.map((view) => [view.id, view]));
    this.all = [
      ...all.map((view) => known.get(view.id) ?? view),
      ...this.all.filter((v) => !all.some((a) => a.id === v.id)),
    ].sort((a, b) => b.id - a.id);
  }

  /**
   * Removes unfinished imports that a later import has completed. Updates the others, because the archive may
   * now have a better copy.
   */
  async settle(): Promise<void> {
    const now = new Map((await this.backend.imports()).map((view) => [view.id, view]));
    this.all = this.all
      .filter((view) => !ended(view) || !view.can_continue || now.has(view.id))
      .map((view) => {
        const fresh = now.get(view.id);
        // The answer may have been sent before the event that reported the end of an import.
        return ended(view) && fresh && ended(fresh) ? fresh : view;
      });
  }

  /**
   * Stores the view from an event. Returns `started` for a new import, `ended` if the import has just ended,
   * and `moved` otherwise.
   */
  take(view: ImportView): "started" | "ended" | "moved" {
    // An import that could not start has the id 0.
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

/** Returns the share of an import that has been read, from 0 to 1. */
export function readPart(view: ImportView): number {
  const total = view.files.reduce((sum, f) => sum + f.total, 0);
  const bytes = view.files.reduce((sum, f) => sum + Math.min(f.bytes, f.total), 0);
  return total > 0 ? bytes / total : 0;
}

/** Returns the estimated seconds until the import ends, or null if there is no estimate yet. */
export function secondsLeft(view: ImportView): number | null {
  const part = (readPart(view) + view.indexed) / 2;
  return view.seconds < 4 || part < 0.03 || part >= 1 ? null : (view.seconds * (1 - part)) / part;
}

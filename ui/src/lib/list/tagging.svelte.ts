import { SvelteSet } from "svelte/reactivity";
import type { TagView } from "../bindings/TagView";
import { asError } from "../backend";
import type { Target } from "./marks";

const LONGEST = 60;

/** Adds tags to conversations, and removes them. */
export class TaggingController {
  /** The names of all tags, also of those that were added here. */
  names = $state.raw<string[]>([]);
  failed = $state.raw<string | null>(null);
  private on = new SvelteSet<string>();

  constructor(
    readonly target: Target,
    all: TagView[],
    private set: (tag: string, on: boolean) => Promise<void>,
  ) {
    this.names = all.map(({ name }) => name);
    for (const tag of target.tags) this.on.add(tag);
  }

  has(tag: string): boolean {
    return this.on.has(tag);
  }

  async toggle(tag: string): Promise<void> {
    const on = !this.on.has(tag);
    this.failed = null;
    try {
      await this.set(tag, on);
      if (on) this.on.add(tag);
      else this.on.delete(tag);
    } catch (thrown) {
      this.failed = asError(thrown).message;
    }
  }

  /** Adds a tag that is typed. Returns true if the conversations now have it. */
  async add(typed: string): Promise<boolean> {
    // Control characters cannot be seen, so two different tags would look the same.
    const name = typed
      .replaceAll(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, LONGEST)
      .trim();
    if (name === "") return false;
    const known = this.names.find((other) => other.toLowerCase() === name.toLowerCase()) ?? name;
    if (this.on.has(known)) return true;
    await this.toggle(known);
    if (!this.on.has(known)) return false;
    if (!this.names.includes(known)) this.names = [...this.names, known].sort((a, b) => a.localeCompare(b));
    return true;
  }
}

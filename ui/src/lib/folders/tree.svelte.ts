import { SvelteSet } from "svelte/reactivity";
import type { Overview } from "../bindings/Overview";
import type { SourceView } from "../bindings/SourceView";

/** A row of the left pane: all mail, a mailbox or a folder. */
export interface Node {
  key: string;
  name: string;
  /** The full path of a mailbox. Empty for a folder. */
  title: string;
  level: number;
  count: number;
  source: number | null;
  folder: number | null;
  children: boolean;
  parent: string | null;
  /** Sentences about the missing parts of an incomplete mailbox, otherwise null. */
  missing: string | null;
  /** True if the import of the mailbox has not finished. */
  unfinished: boolean;
}

const ALL = "all";
const NONE: Overview = {
  sources: [],
  messages: 0,
  conversations: 0,
  damaged: 0,
  damaged_messages: 0,
  indexed: 1,
  texts_left: 0,
  starred: 0,
  tags: [],
};

/** The state of the left pane: collapsed folders, the chosen row, and the row with the focus. */
export class TreeController {
  chosen = $state(ALL);
  focused = $state(ALL);
  private folded = new SvelteSet<string>();

  constructor(private overview: () => Overview | null) {}

  /** The rows that are not inside a collapsed row. */
  get nodes(): Node[] {
    const overview = this.overview();
    if (!overview) return [];
    const hidden = new Set<string>();
    return flatten(overview).filter((node) => {
      const away = node.parent !== null && (hidden.has(node.parent) || this.folded.has(node.parent));
      if (away) hidden.add(node.key);
      return !away;
    });
  }

  isFolded(key: string): boolean {
    return this.folded.has(key);
  }

  fold(key: string, folded: boolean): void {
    if (folded) this.folded.add(key);
    else this.folded.delete(key);
  }

  /** The name of the chosen mailbox or folder, or null for all mail. */
  get place(): string | null {
    const overview = this.overview();
    if (this.chosen === ALL || !overview) return null;
    return flatten(overview).find((node) => node.key === this.chosen)?.name ?? null;
  }

  /** The conditions that have the same effect as the chosen row. */
  get conditions(): string[] {
    const node = flatten(this.overview() ?? NONE).find((n) => n.key === this.chosen);
    const source = this.overview()?.sources.find((s) => s.id === node?.source);
    if (!node || !source) return [];
    const folder = source.folders.find((f) => f.id === node.folder);
    return [source.query, ...(folder ? [folder.query] : [])];
  }

  /** True if the chosen row still exists. */
  get isThere(): boolean {
    const overview = this.overview();
    return overview !== null && flatten(overview).some((node) => node.key === this.chosen);
  }

  /** Handles a key. Returns the row that the key chooses, or null. */
  key(key: string): Node | null {
    const nodes = this.nodes;
    const at = Math.max(
      0,
      nodes.findIndex((n) => n.key === this.focused),
    );
    const node = nodes[at];
    if (!node) return null;
    const go = (to: number) =>
      (this.focused = nodes[Math.max(0, Math.min(nodes.length - 1, to))]?.key ?? ALL);
    if (key === "ArrowDown") go(at + 1);
    else if (key === "ArrowUp") go(at - 1);
    else if (key === "Home") go(0);
    else if (key === "End") go(nodes.length - 1);
    else if (key === "ArrowRight" && node.children) {
      if (this.folded.has(node.key)) this.fold(node.key, false);
      else go(at + 1);
    } else if (key === "ArrowLeft") {
      if (node.children && !this.folded.has(node.key)) this.fold(node.key, true);
      else if (node.parent !== null) this.focused = node.parent;
    } else if (key === "Enter" || key === " ") return node;
    return null;
  }
}

function flatten(overview: Overview): Node[] {
  const all: Node = {
    key: ALL,
    name: "All mail",
    title: "",
    level: 1,
    count: overview.messages,
    source: null,
    folder: null,
    children: false,
    parent: null,
    missing: null,
    unfinished: false,
  };
  return [all, ...overview.sources.flatMap(sourceNodes)];
}

function sourceNodes(source: SourceView): Node[] {
  const key = `s${source.id}`;
  const parents = new Set(source.folders.map((f) => f.parent));
  const top: Node = {
    key,
    name: source.name,
    title: source.path,
    level: 1,
    count: source.count,
    source: source.id,
    folder: null,
    children: source.folders.length > 0,
    parent: null,
    missing: source.replaced_by === null ? source.missing : null,
    unfinished: source.unfinished,
  };
  const rest = source.folders.map((f) => ({
    key: `f${f.id}`,
    name: f.name,
    title: "",
    level: f.depth + 2,
    count: f.total,
    source: source.id,
    folder: f.id,
    children: parents.has(f.id),
    parent: f.parent === null ? key : `f${f.parent}`,
    missing: null,
    unfinished: false,
  }));
  return [top, ...rest];
}

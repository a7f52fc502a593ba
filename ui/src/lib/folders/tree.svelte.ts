import { SvelteSet } from "svelte/reactivity";
import type { Overview } from "../bindings/Overview";
import { ALL, allMail, mailboxNodes, type Node } from "./nodes";

export type { Node } from "./nodes";

/** The time between two letters of a name that is typed, in milliseconds. */
const TYPING = 700;

/** The state of the left pane: collapsed folders, the chosen row, and the row with the focus. */
export class TreeController {
  chosen = $state(ALL);
  focused = $state(ALL);
  private folded = new SvelteSet<string>();
  private typed = { text: "", at: 0 };

  constructor(private overview: () => Overview | null) {}

  /** All mail, and all mailboxes and folders, also those inside a collapsed row. */
  private readonly all: Node[] = $derived.by(() => {
    const overview = this.overview();
    return overview ? [allMail(overview), ...mailboxNodes(overview)] : [];
  });

  /** The rows that are not inside a collapsed row. The first one is all mail. */
  readonly nodes: Node[] = $derived.by(() => {
    const hidden = new Set<string>();
    return this.all.filter((node) => {
      const away = node.parent !== null && (hidden.has(node.parent) || this.folded.has(node.parent));
      if (away) hidden.add(node.key);
      return !away;
    });
  });

  /** The visible rows of mailboxes and folders. */
  readonly tree: Node[] = $derived(this.nodes.slice(1));

  isFolded(key: string): boolean {
    return this.folded.has(key);
  }

  fold(key: string, folded: boolean): void {
    if (folded) this.folded.add(key);
    else this.folded.delete(key);
  }

  private get node(): Node | undefined {
    return this.all.find(({ key }) => key === this.chosen);
  }

  /** The name of the chosen mailbox or folder, or null for all mail. */
  get place(): string | null {
    return this.chosen === ALL ? null : (this.node?.name ?? null);
  }

  /** The conditions that have the same effect as the chosen row. */
  get conditions(): string[] {
    const { node } = this;
    const source = this.overview()?.sources.find((s) => s.id === node?.source);
    if (!node || !source) return [];
    const folder = source.folders.find((f) => f.id === node.folder);
    return [source.query, ...(folder ? [folder.query] : [])];
  }

  /** True if the chosen row still exists. */
  get isThere(): boolean {
    return this.node !== undefined;
  }

  /** Handles a key in the tree. Returns the row that the key chooses, or null. */
  key(key: string): Node | null {
    const rows = this.tree;
    const at = Math.max(
      0,
      rows.findIndex((n) => n.key === this.focused),
    );
    const node = rows[at];
    if (!node) return null;
    const go = (to: number) =>
      (this.focused = rows[Math.max(0, Math.min(rows.length - 1, to))]?.key ?? node.key);
    if (key === "ArrowDown") go(at + 1);
    else if (key === "ArrowUp") go(at - 1);
    else if (key === "Home") go(0);
    else if (key === "End") go(rows.length - 1);
    else if (key === "*") this.unfoldBeside(node);
    else if (key === "ArrowRight" && node.children) {
      if (this.folded.has(node.key)) this.fold(node.key, false);
      else go(at + 1);
    } else if (key === "ArrowLeft") {
      if (node.children && !this.folded.has(node.key)) this.fold(node.key, true);
      else if (node.parent !== null) this.focused = node.parent;
    } else if (key === "Enter" || key === " ") return node;
    return null;
  }

  /** Shows the content of all rows with the same parent. */
  private unfoldBeside({ parent }: Node): void {
    for (const node of this.all) if (node.parent === parent) this.fold(node.key, false);
  }

  /** Moves the focus to the next row whose name begins with the letters typed shortly before and this one. */
  typeName(letter: string, now: number): void {
    const again = now - this.typed.at < TYPING ? this.typed.text : "";
    const text = again + letter.toLowerCase();
    this.typed = { text, at: now };
    const rows = this.tree;
    const at = rows.findIndex((n) => n.key === this.focused);
    // The first letter moves on; a longer beginning may also be that of the same row.
    const start = again === "" ? at + 1 : Math.max(0, at);
    const found = [...rows.slice(start), ...rows.slice(0, start)].find(({ name }) =>
      name.toLowerCase().startsWith(text),
    );
    if (found) this.focused = found.key;
  }
}

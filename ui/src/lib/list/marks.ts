import type { Backend } from "../backend";
import type { Selection } from "../bindings/Selection";
import type { ListController } from "./list.svelte";
import type { ListSelection } from "./selection.svelte";

/** Conversations that an action changes. */
export interface Target {
  selection: Selection;
  /** Tells whether a conversation is one of them. */
  has: (thread: number) => boolean;
  /** True if all of them are starred, as far as their rows are loaded. */
  starred: boolean;
  /** The tags that all of them have, as far as their rows are loaded. */
  tags: string[];
  count: number;
}

/**
 * Returns the conversations that an action on a row changes: the picked ones if the row is picked or no row
 * is given, otherwise the row alone. Returns null if there is none.
 */
export async function targetOf(
  list: ListController,
  selection: ListSelection,
  index: number,
): Promise<Target | null> {
  const row = index >= 0 ? await list.rowAt(index) : undefined;
  const picked = selection.current();
  if (picked && selection.count > 0 && (!row || selection.has(row.thread))) {
    const has = (thread: number) => selection.has(thread);
    const rows = list.pages.rows.filter(({ thread }) => has(thread));
    const tags = [...new Set(rows.flatMap((r) => r.tags))];
    return {
      selection: picked,
      has,
      starred: rows.every((r) => r.starred),
      tags: tags.filter((tag) => rows.every((r) => r.tags.includes(tag))),
      count: selection.count,
    };
  }
  if (!row) return null;
  const { thread, starred, tags } = row;
  const alone: Selection = { what: "threads", ids: [thread] };
  return { selection: alone, has: (other) => other === thread, starred, tags, count: 1 };
}

/** Adds a star to conversations, or removes it. The rows show the change at once. */
export async function setStar(
  backend: Backend,
  list: ListController,
  target: Target,
  on: boolean,
): Promise<void> {
  const before = new Map(list.pages.rows.map(({ thread, starred }) => [thread, starred]));
  list.pages.patch(target.has, (row) => ({ ...row, starred: on }));
  try {
    await backend.setStar(target.selection, on);
  } catch (thrown) {
    list.pages.patch(target.has, (row) => ({ ...row, starred: before.get(row.thread) ?? row.starred }));
    throw thrown;
  }
}

/** Adds a tag to conversations, or removes it. */
export async function setTag(
  backend: Backend,
  list: ListController,
  target: Target,
  tag: string,
  on: boolean,
): Promise<void> {
  await backend.setTag(target.selection, tag, on);
  list.pages.patch(target.has, (row) => {
    const rest = row.tags.filter((other) => other !== tag);
    return { ...row, tags: on ? [...rest, tag].sort((a, b) => a.localeCompare(b)) : rest };
  });
}

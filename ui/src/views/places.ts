/** The left pane: which of its entries the list shows, and what the entries do. */
import type { PlaceActions } from "../lib/folders/entries";
import type { Node } from "../lib/folders/tree.svelte";
import { runSearch, shownQuery } from "./actions";
import { askToRemove } from "./removing";
import type { Shell } from "./shell.svelte";

/** An entry of the left pane. */
export interface Shown {
  /** The key of a place, mailbox or folder. Empty if the list shows a saved search or a tag. */
  place: string;
  saved: string | null;
  tag: string | null;
}

const STARRED = "is:starred";

/** Returns the entry that the list shows. There is exactly one. */
export function shownEntry(shell: Shell): Shown {
  const { list, searches, tree } = shell;
  const none = { place: "", saved: null, tag: null };
  const saved = list.query.trim() === "" ? null : searches.savedAs(shownQuery(shell));
  if (saved) return { ...none, saved: `${saved.id}` };
  const { terms } = list.reading.read;
  const [term] = terms;
  if (tree.place !== null || terms.length !== 1 || !term || term.excluded)
    return { ...none, place: tree.chosen };
  if (term.operator === "is" && term.value.toLowerCase() === "starred") return { ...none, place: "starred" };
  if (term.operator !== "tag") return { ...none, place: tree.chosen };
  const value = term.value.toLowerCase();
  const tag = shell.overview?.tags.find(({ name }) => name.toLowerCase() === value);
  return tag ? { ...none, tag: tag.name } : { ...none, place: tree.chosen };
}

/** Shows a mailbox or a folder. A search stays, unless it is itself an entry of the left pane. */
function open(shell: Shell, node: Node): void {
  const { place, saved, tag } = shownEntry(shell);
  if (saved !== null || tag !== null || place === "starred") shell.list.query = "";
  shell.tree.chosen = node.key;
  shell.choose(node);
}

/** Returns the actions on the entries of the left pane. */
export function placeActions(shell: Shell): PlaceActions {
  return {
    open: (node) => open(shell, node),
    export: ({ source, folder, name }) =>
      shell.export({ what: "search", query: "", typing: false, source, folder }, name),
    remove: (node) => askToRemove(shell, node),
  };
}

export function showAll(shell: Shell): void {
  const [all] = shell.tree.nodes;
  if (all) open(shell, all);
}

export const showStarred = (shell: Shell): void => runSearch(shell, STARRED);

const queryOf = async ({ backend }: Shell, tag: string): Promise<string> =>
  (await backend.editQuery("", { what: "set", operator: "tag", value: tag, replaced: [] })).query;

export const showTag = (shell: Shell, tag: string): Promise<void> =>
  shell.attempt(async () => runSearch(shell, await queryOf(shell, tag)));

export const renameTag = (shell: Shell, from: string, to: string): Promise<void> =>
  shell.attempt(async () => {
    const isShown = shownEntry(shell).tag === from;
    await shell.backend.renameTag(from, to);
    await shell.reloadOverview();
    if (isShown) await showTag(shell, to);
    else await shell.list.load(true);
  });

/** Removes a tag from all messages. The messages stay. */
export const deleteTag = (shell: Shell, tag: string): Promise<void> =>
  shell.attempt(async () => {
    const { backend, list, toasts } = shell;
    const query = await queryOf(shell, tag);
    const all = { what: "search", query, typing: false, folder: null, source: null } as const;
    const shown = shownEntry(shell).tag === tag;
    const ids = await backend.setTag(all, tag, false);
    toasts.say(`The tag “${tag}” was removed from ${ids === 1 ? "1 message" : `${ids} messages`}.`);
    await shell.reloadOverview();
    if (shown) showAll(shell);
    else await list.load(true);
  });

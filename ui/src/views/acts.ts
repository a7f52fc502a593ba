import type { Command } from "./keys";
import type { Shell } from "./shell.svelte";

const PANES = ["search", "side", "list", "reader"];
/** A held arrow key opens only the conversation that it stops at. */
const REST = 70;

/** What acts on rows. */
const ON_ROWS: Command[] = ["down", "up", "open", "pick", "extend-down", "extend-up"];

const pane = (name: string) => document.querySelector<HTMLElement>(`[data-pane="${name}"]`);

export function focusPane(name: string): void {
  const element = pane(name);
  element?.focus();
  if (name === "search" && element instanceof HTMLInputElement) element.select();
}

/** Goes to the next pane that is seen, or the one before. */
function nextPane(step: 1 | -1): void {
  const seen = PANES.filter((name) => (pane(name)?.getClientRects().length ?? 0) > 0);
  const at = seen.findIndex((name) => pane(name)?.contains(document.activeElement));
  const next = seen[(at + step + seen.length) % seen.length];
  if (next) focusPane(next);
}

/** Does what a key asked for; false if there was nothing to do. `single` says that only one pane is seen. */
export function act(shell: Shell, wish: Command, single: boolean): boolean {
  const { list, picks, reader } = shell;
  // The rows of an earlier question are still seen: a key waits for no row, and opens none of those.
  if (list.stale && ON_ROWS.includes(wish)) return true;
  switch (wish) {
    case "add":
      void shell.addFiles();
      return true;
    case "search":
      focusPane("search");
      return true;
    case "down":
    case "up": {
      if (list.total === 0) return false;
      const index = picks.move(wish === "down" ? 1 : -1);
      if (!single || shell.reading) void shell.open(index, REST);
      return true;
    }
    case "open":
      if (picks.cursor < 0) return false;
      shell.reading = true;
      void shell.open(picks.cursor).then(() => focusPane("reader"));
      return true;
    case "back":
      return back(shell, single);
    case "pick":
      void picks.toggle(Math.max(0, picks.cursor));
      return list.total > 0;
    case "extend-down":
    case "extend-up":
      void picks.extend(wish === "extend-down" ? 1 : -1);
      return list.total > 0;
    case "all":
      void selectAll(shell);
      return true;
    case "export":
      if (picks.count === 0 && reader.thread === null && list.total === 0) return false;
      // The picked ones, else the open one, else the list.
      if (picks.count === 0 && reader.thread !== null) shell.exportOpen();
      else void shell.exportList();
      return true;
    case "next-pane":
      nextPane(1);
      return true;
    case "previous-pane":
      nextPane(-1);
      return true;
    case "help":
      shell.sheet = { kind: "keys" };
      return true;
  }
}

/** Esc: one step back, whatever was last opened. */
function back(shell: Shell, single: boolean): boolean {
  if (shell.drawer) shell.drawer = false;
  else if (single && shell.reading) shell.reading = false;
  else if (shell.picks.count > 0) shell.picks.clear();
  focusPane("list");
  return true;
}

/** What is searched for, with the folder or mailbox that was chosen, so that it can be kept. */
export const shownQuery = (shell: Shell): string =>
  [...shell.tree.conditions, shell.list.answered.trim()].filter(Boolean).join(" ");

/** Leaves the search box for the rows that it found, as soon as they are there. Whoever has gone elsewhere stays there. */
export async function toRows(shell: Shell, single: boolean): Promise<void> {
  const { list, picks, searches } = shell;
  const box = document.activeElement;
  searches.note(list.query);
  if (!(await list.settle()) || document.activeElement !== box) return;
  focusPane("list");
  if (list.total === 0) return;
  picks.to(0);
  if (!single) void shell.open(0);
}

/** Picks all that the search finds with every word whole. */
export async function selectAll({ list, picks }: Shell): Promise<void> {
  if (await list.settle()) picks.selectAll();
}

/** Runs a search that was kept. */
export function run(shell: Shell, query: string): void {
  shell.drawer = false;
  shell.searches.note(query);
  void shell.find(query);
}

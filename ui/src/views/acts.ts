import type { Command } from "./keys";
import type { Shell } from "./shell.svelte";

const PANES = ["search", "side", "list", "reader"];
/** A held arrow key opens only the conversation that it stops at. */
const REST = 70;

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
      picks.selectAll();
      return true;
    case "export":
      if (picks.count === 0 && reader.thread === null && list.total === 0) return false;
      shell.exportBest();
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

/** Runs a search that was kept. */
export function run(shell: Shell, query: string): void {
  shell.drawer = false;
  shell.searches.note(query);
  void shell.find(query);
}

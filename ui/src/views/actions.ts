import type { Selection } from "../lib/bindings/Selection";
import type { Command } from "./keys";
import { star, tag } from "./marks";
import { goThroughHistory } from "./place";
import { press, starOpen } from "./reading";
import type { Shell } from "./shell.svelte";

const PANES = ["search", "side", "list", "reader"];
/** The wait before a row is opened, in milliseconds. A held arrow key opens only the last row. */
const REST = 70;

/** The commands that act on rows of the list. */
const ON_ROWS: Command[] = ["down", "up", "open", "toggle", "extend-down", "extend-up", "star", "tag"];

const pane = (name: string) => document.querySelector<HTMLElement>(`[data-pane="${name}"]`);

export function focusPane(name: string): void {
  const element = pane(name);
  element?.focus();
  if (name === "search" && element instanceof HTMLInputElement) element.select();
}

/** Moves the focus to the next visible pane, or to the previous one. */
function nextPane(step: 1 | -1): void {
  const seen = PANES.filter((name) => (pane(name)?.getClientRects().length ?? 0) > 0);
  const at = seen.findIndex((name) => pane(name)?.contains(document.activeElement));
  const next = seen[(at + step + seen.length) % seen.length];
  if (next) focusPane(next);
}

/**
 * Runs the command of a key. Returns false if the command has no effect now. `single` is true if only one
 * pane is visible.
 */
export function runCommand(shell: Shell, command: Command, single: boolean): boolean {
  const { list, selection, reader } = shell;
  // The list still shows the rows of an earlier search, so keys must not act on them.
  if (list.stale && ON_ROWS.includes(command)) return true;
  switch (command) {
    case "add":
      void shell.addFiles();
      return true;
    case "search":
      focusPane("search");
      return true;
    case "down":
    case "up": {
      if (list.total === 0) return false;
      const index = selection.move(command === "down" ? 1 : -1);
      if (!single || shell.reading) void shell.open(index, REST);
      return true;
    }
    case "open":
      if (selection.cursor < 0) return false;
      shell.reading = true;
      void shell.open(selection.cursor).then(() => focusPane("reader"));
      return true;
    case "back":
      return back(shell, single);
    case "toggle":
      void selection.toggle(Math.max(0, selection.cursor));
      return list.total > 0;
    case "star":
    case "tag":
      if (selection.count === 0 && reader.thread !== null && (!single || shell.reading))
        return command === "star" ? starOpen(shell) : press(command);
      // The marks of a list without a current row would change mail that the owner does not see.
      if (selection.cursor < 0 && selection.count === 0) return false;
      (command === "star" ? star : tag)(shell, selection.count > 0 ? -1 : selection.cursor);
      return true;
    case "extend-down":
    case "extend-up":
      void selection.extend(command === "extend-down" ? 1 : -1);
      return list.total > 0;
    case "all":
      void selectAll(shell);
      return true;
    case "export":
      if (selection.count === 0 && reader.thread === null && list.total === 0) return false;
      // Exports the selected conversations, otherwise the open conversation, otherwise all results.
      if (selection.count === 0 && reader.thread !== null) shell.exportOpen();
      else void shell.exportList();
      return true;
    case "print":
      void print(shell);
      return true;
    case "next-hit":
    case "previous-hit":
      return press(command);
    case "next-pane":
      nextPane(1);
      return true;
    case "previous-pane":
      nextPane(-1);
      return true;
    case "history-back":
      // In a narrow window, the list comes before the conversation.
      if (single && shell.reading) return back(shell, single);
      void goThroughHistory(shell, -1);
      return true;
    case "history-forward":
      void goThroughHistory(shell, 1);
      return true;
    case "help":
      shell.sheet = { kind: "keys" };
      return true;
  }
}

/** Opens the pages of the selected conversations, otherwise of the open one, in the program that prints them. */
export async function print(shell: Shell): Promise<void> {
  const { reader, selection, toasts } = shell;
  const open: Selection | null = reader.thread === null ? null : { what: "threads", ids: [reader.thread] };
  const wanted = selection.count > 0 ? selection.current() : open;
  if (wanted === null) {
    toasts.say("Open a message first, then print it.");
    return;
  }
  await printSelection(shell, wanted);
}

export async function printSelection(shell: Shell, wanted: Selection): Promise<void> {
  shell.toasts.say("The pages are being prepared. Your PDF program then opens them, and prints them.");
  await shell.attempt(() => shell.backend.printMessages(wanted));
}

/** Copies a text, and says so. */
export const copyText = (shell: Shell, text: string): Promise<void> =>
  shell.attempt(async () => {
    await navigator.clipboard.writeText(text);
    shell.toasts.say("Copied.");
  });

/** Shows the true address of a link that the owner clicked. */
export const showLink = (
  shell: Shell,
  { message, index }: { message: number; index: number },
): Promise<void> =>
  shell.attempt(async () => {
    const link = await shell.backend.linkTarget(message, index);
    const before = shell.sheet?.kind === "preview" ? shell.sheet : null;
    shell.sheet = { kind: "link", link, open: () => shell.backend.openLink(message, index), before };
  });

/** Handles Esc: closes the element that was opened last. */
function back(shell: Shell, single: boolean): boolean {
  if (shell.drawer) shell.drawer = false;
  else if (single && shell.reading) shell.reading = false;
  else if (shell.selection.count > 0) shell.selection.clear();
  focusPane("list");
  return true;
}

/** Returns the query with conditions for the chosen folder or mailbox, in the form in which it is saved. */
export const shownQuery = (shell: Shell): string =>
  [...shell.tree.conditions, shell.list.answered.trim()].filter(Boolean).join(" ");

/**
 * When the results arrive, moves the focus from the search box to them. Does nothing if the owner has moved
 * the focus before.
 */
export async function focusResults(shell: Shell, single: boolean): Promise<void> {
  const { list, selection, searches } = shell;
  const box = document.activeElement;
  searches.note(list.query);
  if (!(await list.arrived()) || document.activeElement !== box) return;
  focusPane("list");
  if (list.total === 0) return;
  selection.to(0);
  if (!single) void shell.open(0);
}

/** Selects all results. */
export async function selectAll({ list, selection }: Shell): Promise<void> {
  if (await list.arrived()) selection.selectAll();
}

/** Runs a saved or recent search. */
export function runSearch(shell: Shell, query: string): void {
  shell.drawer = false;
  shell.searches.note(query);
  void shell.find(query);
}

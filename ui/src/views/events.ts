import { showLink } from "./actions";
import { asError } from "../lib/backend";
import type { ImportView } from "../lib/bindings/ImportView";
import { isGood, resultTitle } from "../lib/import/result";
import { returnTo } from "./place";
import type { Shell } from "./shell.svelte";

/** Registers the listeners for all events. Returns a function that removes them. */
export function listen(shell: Shell): () => void {
  const { backend } = shell;
  const stops = [
    backend.on("import", (view) => importProgressed(shell, view)),
    backend.on("ping", () => void backend.alive()),
    backend.on("link", (link) => void showLink(shell, link)),
    backend.on("closing", () => {
      // A second attempt must not replace the sheet that the owner returns to.
      if (shell.sheet?.kind !== "closing") shell.sheet = { kind: "closing", before: shell.sheet };
    }),
    backend.on("caught_up", () => void caughtUp(shell)),
    backend.on("drag", ({ state }) => (shell.dragging = state === "over")),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Loads the first state of the window. */
export async function start(shell: Shell): Promise<void> {
  shell.failed = null;
  const { size } = shell.layout;
  if (size !== 100) void shell.backend.setZoom(size).catch(() => {});
  try {
    [shell.overview] = await Promise.all([shell.backend.overview(), shell.imports.load()]);
    if (shell.overview.messages > 0) shell.openMail();
    offerToContinue(shell);
    const back = await shell.backend.cameBack();
    if (back) await returnTo(shell, back.place);
    await shell.backend.ready();
  } catch (thrown) {
    shell.failed = asError(thrown);
  }
}

/**
 * Reloads the counts and the list. The program has added messages to the index that were missing after a
 * crash.
 */
async function caughtUp(shell: Shell): Promise<void> {
  await shell.reloadOverview();
  if (shell.opened) await shell.list.load(true);
}

/** Offers to continue an import that was not finished before the window was closed. */
function offerToContinue(shell: Shell): void {
  const view = shell.imports.unfinished.find((v) => v.state === "stopped");
  if (!view) return;
  const action = { label: "Continue", run: () => void shell.continueImport(view.id) };
  shell.offer = shell.toasts.say(view.error ?? resultTitle(view), action, true);
}

/** Shows the progress of an import: new counts while it runs, and its report when it has ended. */
function importProgressed(shell: Shell, view: ImportView): void {
  const change = shell.imports.take(view);
  if (change === "started") {
    shell.toasts.close(shell.offer);
    // The new import may continue an unfinished import.
    void shell.attempt(() => shell.imports.settle());
    if (shell.opened && !shell.sheet) shell.sheet = { kind: "imports" };
  }
  if (change === "ended") void importEnded(shell, view);
  else if (Date.now() - shell.lastReload > overviewInterval(shell)) void refreshDuringImport(shell);
}

/**
 * Returns the time between two requests for the counts during an import, in milliseconds. It is shorter until
 * the first message arrives.
 */
function overviewInterval(shell: Shell): number {
  return shell.overview?.messages ? 1000 : 50;
}

/** Requests new counts during an import. Loads the list when its first rows become available. */
async function refreshDuringImport(shell: Shell): Promise<void> {
  await shell.reloadOverview();
  if (shell.opened && shell.list.total === 0) await shell.list.load(true);
}

async function importEnded(shell: Shell, view: ImportView): Promise<void> {
  await shell.reloadOverview();
  // This import may have completed an earlier, unfinished import.
  await shell.attempt(() => shell.imports.settle());
  if (shell.opened) void shell.list.load(true);
  const free = shell.sheet === null ? !shell.opened : shell.sheet.kind === "imports";
  if (free) shell.sheet = { kind: "result", id: view.id };
  else
    shell.toasts.say(
      resultTitle(view),
      { label: "See the report", run: () => (shell.sheet = { kind: "result", id: view.id }) },
      !isGood(view),
    );
}

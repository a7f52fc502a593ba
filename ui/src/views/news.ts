import { asError } from "../lib/backend";
import type { ImportView } from "../lib/bindings/ImportView";
import { isGood, resultTitle } from "../lib/import/result";
import type { Shell } from "./shell.svelte";

/** Begins to listen; returns the function that stops it. */
export function listen(shell: Shell): () => void {
  const { backend } = shell;
  const stops = [
    backend.on("import", (view) => importMoved(shell, view)),
    backend.on("link", ({ url }) => (shell.sheet = { kind: "link", url })),
    backend.on("closing", () => (shell.sheet = { kind: "closing" })),
    backend.on("caught_up", () => void caughtUp(shell)),
    backend.on("drag", ({ state }) => (shell.dragging = state === "over")),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Loads everything that the window shows first. */
export async function start(shell: Shell): Promise<void> {
  shell.failed = null;
  try {
    [shell.overview] = await Promise.all([shell.backend.overview(), shell.imports.load()]);
    if (shell.overview.messages > 0) shell.openMail();
    offerToContinue(shell);
    await shell.backend.ready();
  } catch (thrown) {
    shell.failed = asError(thrown).message;
  }
}

/** The index was completed after a crash: the counts and the list that were shown are out of date. */
async function caughtUp(shell: Shell): Promise<void> {
  await shell.look();
  if (shell.opened) await shell.list.load(true);
}

/** Says at the start which import did not end the last time, and offers to continue it. */
function offerToContinue(shell: Shell): void {
  const view = shell.imports.unfinished.find((v) => v.state === "stopped");
  if (!view) return;
  const action = { label: "Continue", run: () => void shell.continueImport(view.id) };
  shell.offer = shell.toasts.say(view.error ?? resultTitle(view), action, true);
}

/** Takes in the news of an import: new counts while it runs, its result when it has ended. */
function importMoved(shell: Shell, view: ImportView): void {
  const news = shell.imports.take(view);
  if (news === "started") {
    shell.toasts.close(shell.offer);
    // It may go on with one that ended early.
    void shell.attempt(() => shell.imports.settle());
    if (shell.opened && !shell.sheet) shell.sheet = { kind: "imports" };
  }
  if (news === "ended") void importEnded(shell, view);
  else if (Date.now() - shell.lastLook > lookEvery(shell)) void lookAgain(shell);
}

/** Milliseconds between two looks at the counts while mail comes in. The first message is waited for. */
function lookEvery(shell: Shell): number {
  return shell.overview?.messages ? 1000 : 50;
}

/** While mail comes in: new counts, and a first list as soon as there is one. */
async function lookAgain(shell: Shell): Promise<void> {
  await shell.look();
  if (shell.opened && shell.list.total === 0) await shell.list.load(true);
}

async function importEnded(shell: Shell, view: ImportView): Promise<void> {
  await shell.look();
  // An earlier import need not continue with files that this one has read to their end.
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

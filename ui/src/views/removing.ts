import type { RemovedView } from "../lib/bindings/RemovedView";
import { RemovalController, removedText } from "../lib/folders/removal.svelte";
import type { Node } from "../lib/folders/tree.svelte";
import type { Shell } from "./shell.svelte";

/** Asks the owner whether to remove a source from the archive. */
export function askToRemove(shell: Shell, { source, name }: Node): void {
  if (source === null) return;
  shell.drawer = false;
  const isShown = () => shell.sheet?.kind === "remove" && shell.sheet.removal === removal;
  const removal = new RemovalController(
    shell.backend,
    source,
    name,
    (removed) => {
      if (isShown()) shell.sheet = null;
      void afterRemoval(shell, source, removed);
    },
    (why) => {
      if (!isShown()) shell.toasts.say(why, null, true);
    },
  );
  shell.sheet = { kind: "remove", removal };
}

async function afterRemoval(shell: Shell, source: number, removed: RemovedView): Promise<void> {
  shell.toasts.say(removedText(removed));
  shell.resetRows();
  // The open conversation may be among the removed ones.
  shell.reader.close();
  await shell.reloadOverview();
  if (shell.overview?.messages === 0) shell.opened = false;
  if (shell.list.source === source || !shell.tree.isThere) shell.showAllMail();
  else if (shell.opened) await shell.list.load();
}

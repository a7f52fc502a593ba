import { type Place, rowKeyOf } from "../lib/place";
import type { Shell } from "./shell.svelte";

/** Returns the place in the window as a text. */
export const placeOf = ({ list, reader }: Shell): string =>
  JSON.stringify({
    query: list.query,
    source: list.source,
    folder: list.folder,
    thread: reader.thread,
    message: reader.last,
  } satisfies Place);

/** Shows a place: its folder, its search and its conversation. A folder that is gone is replaced by all mail. */
export async function showPlace(shell: Shell, text: string): Promise<void> {
  const place = JSON.parse(text) as Place;
  const { list, reader, tree, selection } = shell;
  shell.resetRows();
  tree.chosen = rowKeyOf(place.source, place.folder);
  const isThere = tree.isThere;
  if (!isThere) tree.chosen = rowKeyOf(null, null);
  const [source, folder] = isThere ? [place.source, place.folder] : [null, null];
  if (place.query !== list.query || source !== list.source || folder !== list.folder) {
    list.source = source;
    list.folder = folder;
    await list.search(place.query);
  }
  if (place.thread === null) return reader.close();
  shell.reading = true;
  if (place.thread !== reader.thread) await reader.show(place.thread, place.message ?? 0, list.understood);
  const row = list.indexOf(place.thread);
  if (row >= 0) selection.to(row);
}

/** Returns to a place after the page was loaded again, and says why. */
export async function returnTo(shell: Shell, text: string | null): Promise<void> {
  shell.toasts.say("The window stopped and was opened again. Your mail is safe.");
  if (text !== null) await showPlace(shell, text);
}

/** Goes to the place before the present one, or to the one after it. Returns false if there is none. */
export async function goThroughHistory(shell: Shell, step: 1 | -1): Promise<boolean> {
  return shell.history.go(step, (place) => shell.attempt(() => showPlace(shell, place)));
}

import type { Place } from "../lib/place";
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

/** Shows a place: its folder, its search and its conversation. */
export async function showPlace(shell: Shell, text: string): Promise<void> {
  const place = JSON.parse(text) as Place;
  const { list, reader, tree, selection } = shell;
  shell.resetRows();
  const node = tree.nodes.find(({ source, folder }) => source === place.source && folder === place.folder);
  if (node) tree.chosen = node.key;
  if (place.query !== list.query || place.source !== list.source || place.folder !== list.folder) {
    list.source = place.source;
    list.folder = place.folder;
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

import type { Shell } from "./shell.svelte";

/** A place in the window: the shown mail, and the open conversation. */
interface Place {
  query: string;
  source: number | null;
  folder: number | null;
  thread: number | null;
  message: number | null;
}

/** Returns the place in the window as a text. */
export const placeOf = ({ list, reader }: Shell): string =>
  JSON.stringify({
    query: list.query,
    source: list.source,
    folder: list.folder,
    thread: reader.thread,
    message: reader.last,
  } satisfies Place);

/** Returns to a place after the page was loaded again, and says why. */
export async function returnTo(shell: Shell, text: string | null): Promise<void> {
  shell.toasts.say("The window stopped and was opened again. Your mail is safe.");
  if (text === null) return;
  const place = JSON.parse(text) as Place;
  const node = shell.tree.nodes.find(
    ({ source, folder }) => source === place.source && folder === place.folder,
  );
  if (node) shell.tree.chosen = node.key;
  shell.list.source = place.source;
  shell.list.folder = place.folder;
  await shell.list.search(place.query);
  if (place.thread === null) return;
  shell.reading = true;
  await shell.reader.show(place.thread, place.message ?? 0, shell.list.understood);
}

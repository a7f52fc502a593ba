import type { Change } from "./history.svelte";

/** A place in the window: the shown mail, and the open conversation. */
export interface Place {
  query: string;
  source: number | null;
  folder: number | null;
  thread: number | null;
  message: number | null;
}

/**
 * Returns the change between two places. Another message of the same conversation is the same place, and so is the
 * first conversation that is opened.
 */
export function changeOf(from: string, to: string): Change | null {
  const [a, b] = [JSON.parse(from) as Place, JSON.parse(to) as Place];
  if (a.source !== b.source || a.folder !== b.folder) return "folder";
  if (a.query.trim() !== b.query.trim()) return "query";
  // A new search closes the conversation, and then usually opens one of its results. This is one step.
  return a.thread === b.thread || a.thread === null ? null : "conversation";
}

/** Returns the key of the row of the left pane that shows a folder, a mailbox, or all mail. */
export function rowKeyOf(source: number | null, folder: number | null): string {
  if (folder !== null) return `f${folder}`;
  return source !== null ? `s${source}` : "all";
}

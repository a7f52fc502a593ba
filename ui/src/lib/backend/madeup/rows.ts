import type { ConversationRow } from "../../bindings/ConversationRow";
import { FOLDERS } from "./conversations";
import type { Mail } from "./mail";
import { mark, snippet } from "./search";

const newest = (mail: Mail[]) => Math.max(...mail.map((m) => m.date ?? -8e15));
const oldest = (mail: Mail[]) => Math.min(...mail.map((m) => m.date ?? 8e15));

/** Groups messages by conversation, newest or oldest first. */
export function conversationsOf(mail: Mail[], isOldestFirst = false): Mail[][] {
  const threads = new Map<number, Mail[]>();
  for (const m of mail) threads.set(m.thread, [...(threads.get(m.thread) ?? []), m]);
  const all = [...threads.values()];
  return all.sort((a, b) => (isOldestFirst ? oldest(a) - oldest(b) : newest(b) - newest(a)));
}

/** Returns the row of a conversation. `found` are its messages that match, and `whole` are all of them. */
export function rowOf(
  found: Mail[],
  whole: Mail[],
  words: string[],
  isOldestFirst: boolean,
): ConversationRow {
  const shown = found.reduce((a, b) => {
    const isLater = (b.date ?? 0) > (a.date ?? 0);
    return isLater === isOldestFirst ? a : b;
  });
  const people = new Map(whole.flatMap((m) => (m.from ? [[m.from.address, m.from] as const] : [])));
  return {
    thread: shown.thread,
    message: shown.id,
    people: [...people.values()],
    count: whole.length,
    date: shown.date,
    subject: mark(shown.subject, words),
    snippet: snippet(shown.text, words),
    snippet_of: null,
    attachments: shown.attachments.map((a) => mark(a.name, words)),
    kind: shown.kind,
    folder: FOLDERS.find((f) => f.id === shown.folder)?.name ?? "",
    size: shown.attachments.reduce((sum, a) => sum + a.size, shown.text.length),
    damaged: whole.some((m) => m.missing.length > 0),
    starred: whole.some((m) => m.starred),
    tags: [...new Set(whole.flatMap((m) => m.tags))].sort(),
  };
}

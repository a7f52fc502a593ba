import type { MessageView } from "../bindings/MessageView";

/** The number of closed messages in a row that are all shown. Of a longer row, the middle is hidden. */
const SHOWN = 3;

/** A message of the conversation, or a number of hidden messages. */
export type Entry =
  { kind: "message"; message: MessageView } | { kind: "hidden"; count: number; key: number };

/** Returns the entries of a conversation. `whole` is true if no message is hidden. */
export function entriesOf(messages: MessageView[], isOpen: (id: number) => boolean, whole: boolean): Entry[] {
  const entries: Entry[] = [];
  let row: MessageView[] = [];
  const message = (one: MessageView): Entry => ({ kind: "message", message: one });
  function end(): void {
    const [first, last] = [row[0], row.at(-1)];
    if (whole || row.length <= SHOWN || !first || !last) entries.push(...row.map(message));
    else
      entries.push(message(first), { kind: "hidden", count: row.length - 2, key: first.id }, message(last));
    row = [];
  }
  for (const one of messages) {
    if (!isOpen(one.id)) row.push(one);
    else {
      end();
      entries.push(message(one));
    }
  }
  end();
  return entries;
}

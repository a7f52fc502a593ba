import type { MessageView } from "../bindings/MessageView";
import type { MissingMessageView } from "../bindings/MissingMessageView";

/** The number of closed messages in a row that are all shown. Of a longer row, the middle is hidden. */
const SHOWN = 3;

/**
 * A message of the conversation, a number of hidden messages, or missing messages at one position. Missing messages have
 * one entry together, but each with a text has its own.
 */
export type Entry =
  | { kind: "message"; message: MessageView; key: string }
  | { kind: "hidden"; count: number; key: string }
  | { kind: "missing"; missing: MissingMessageView; count: number; key: string };

/** Returns the entries of a conversation. `whole` is true if no message is hidden. */
export function entriesOf(
  messages: MessageView[],
  isOpen: (id: number) => boolean,
  whole: boolean,
  missing: MissingMessageView[] = [],
): Entry[] {
  const entries: Entry[] = [];
  let row: MessageView[] = [];
  const message = (one: MessageView): Entry => ({ kind: "message", message: one, key: `message ${one.id}` });
  function end(): void {
    const [first, last] = [row[0], row.at(-1)];
    if (whole || row.length <= SHOWN || !first || !last) entries.push(...row.map(message));
    else {
      const hidden: Entry = { kind: "hidden", count: row.length - 2, key: `hidden ${first.id}` };
      entries.push(message(first), hidden, message(last));
    }
    row = [];
  }
  for (const one of messages) {
    const gaps = gapsAt(missing, one.id);
    if (gaps.length > 0) {
      end();
      entries.push(...gaps);
    }
    if (!isOpen(one.id)) row.push(one);
    else {
      end();
      entries.push(message(one));
    }
  }
  end();
  return [...entries, ...gapsAt(missing, null)];
}

/** Returns the entries of the missing messages before a message, or at the end of the conversation. */
function gapsAt(missing: MissingMessageView[], before: number | null): Entry[] {
  const here = missing.filter((one) => one.before === before);
  const lost = here.filter(({ text }) => text === null);
  const entry = (one: MissingMessageView, at: number, count: number): Entry => ({
    kind: "missing",
    missing: one,
    count,
    key: `missing ${before} ${at}`,
  });
  const rebuilt = here.filter(({ text }) => text !== null).map((one, i) => entry(one, i + 1, 1));
  const [first] = lost;
  return first ? [...rebuilt, entry(first, 0, lost.length)] : rebuilt;
}

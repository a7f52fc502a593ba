import type { Segment } from "../bindings/Segment";

/** The marks of an answer in mail programs of several languages, such as "Re:", "AW:" and "Re[2]:". */
const ANSWER = /^\s*(?:(?:re|aw|antw|sv|vs|rép|odp|ynt)(?:\[\d+\])?\s?:\s*)+/i;

/**
 * Returns a subject without "Re:" at its beginning. In the list, the number of messages says that a
 * conversation has answers.
 */
export function withoutReply(subject: Segment[]): Segment[] {
  let cut = ANSWER.exec(subject.map(({ text }) => text).join(""))?.[0].length ?? 0;
  const kept: Segment[] = [];
  for (const { text, hit } of subject) {
    const rest = text.slice(cut);
    cut = Math.max(0, cut - text.length);
    if (rest !== "") kept.push({ text: rest, hit });
  }
  return kept;
}

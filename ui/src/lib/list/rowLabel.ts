/** Composes the text that a screen reader says for a row of the list. */
import type { ConversationRow } from "../bindings/ConversationRow";
import type { Segment } from "../bindings/Segment";
import { day, many } from "../words";
import { peopleText } from "./people";
import { withoutReply } from "./subject";

export const textOf = (segments: Segment[]): string => segments.map(({ text }) => text).join("");

/** The kinds of items that are not mail. */
export const KINDS: Record<string, string> = {
  appointment: "Appointment",
  contact: "Contact",
  task: "Task",
  note: "Note",
};

/** Returns the subject, or a text that says that there is none. */
export const subjectText = (row: ConversationRow): string =>
  textOf(withoutReply(row.subject)).trim() || "no subject";

/**
 * Returns the text for a row: sender, subject, date, number of messages, then only states that are true, and
 * at the end the part of the text that matched. It contains everything that the row shows.
 */
export function rowLabel(row: ConversationRow): string {
  const kind = KINDS[row.kind];
  return [
    peopleText(row.people),
    subjectText(row),
    day(row.date),
    row.count > 1 ? many(row.count, "message") : "",
    kind ? kind.toLowerCase() : "",
    attachments(row.attachments),
    row.starred ? "starred" : "",
    row.damaged ? "damaged" : "",
    row.tags.length > 0 ? `${row.tags.length === 1 ? "tag" : "tags"} ${row.tags.join(", ")}` : "",
    place(row),
  ]
    .filter(Boolean)
    .join("; ");
}

/** Returns the attachment that a row shows: the first one with a hit, otherwise the first one. */
export const shownAttachment = (attachments: Segment[][]): Segment[] | undefined =>
  attachments.find((name) => name.some(({ hit }) => hit)) ?? attachments[0];

function attachments(all: Segment[][]): string {
  const shown = shownAttachment(all);
  if (!shown) return "";
  return `attachment ${textOf(shown)}${all.length > 1 ? ` and ${many(all.length - 1, "more", "more")}` : ""}`;
}

function place({ snippet, snippet_of }: ConversationRow): string {
  const text = textOf(snippet).trim();
  return snippet_of === null ? text : `found in ${snippet_of}: ${text}`;
}

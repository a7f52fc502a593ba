/** What the program answers about queries: recorded answers, because only the program knows the query language. */
import type { EditedQuery } from "../../bindings/EditedQuery";
import type { QueryEdit } from "../../bindings/QueryEdit";
import type { QueryTermView } from "../../bindings/QueryTermView";
import recorded from "./queries.json";

/** Questions that were asked, and how many of them have no recorded answer. A test that asks such a question fails. */
export const questions = { read: [] as string[], edit: [] as [string, QueryEdit][], unanswered: 0 };

const read = new Map(Object.entries(recorded.read as Record<string, QueryTermView[]>));
const keyOf = (query: string, edit: QueryEdit) => JSON.stringify([query, ...Object.entries(edit).sort()]);
const edits = new Map(
  (recorded.edit as { query: string; edit: QueryEdit; answer: EditedQuery }[]).map(
    ({ query, edit, answer }) => [keyOf(query, edit), answer] as const,
  ),
);

export function readQuery(query: string): QueryTermView[] {
  const terms = query === "" ? [] : read.get(query);
  questions.read.push(query);
  if (!terms) questions.unanswered += 1;
  return terms ?? [];
}

export function editQuery(query: string, edit: QueryEdit): EditedQuery {
  const answer = edits.get(keyOf(query, edit));
  questions.edit.push([query, edit]);
  if (!answer) questions.unanswered += 1;
  return answer ?? { query, same_end: true };
}

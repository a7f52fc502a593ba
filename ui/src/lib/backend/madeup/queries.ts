/**
 * Recorded answers of the program for queries. The fake backend needs them, because only the program can
 * parse queries.
 */
import type { EditedQuery } from "../../bindings/EditedQuery";
import type { QueryEdit } from "../../bindings/QueryEdit";
import type { QueryTermView } from "../../bindings/QueryTermView";
import recorded from "./queries.json";

/**
 * The queries and edits that were requested, and the number of requests without a recorded answer. Such a
 * request fails the test.
 */
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

/**
 * Slices of a query. The program behind the window reads and changes queries: this file knows ranges and the table of
 * operators, and no grammar.
 */
import { type Operator, OPERATORS } from "../bindings/operators";
import type { QueryEdit } from "../bindings/QueryEdit";
import type { QueryTermView } from "../bindings/QueryTermView";

/** A query with its conditions, as the program read it. */
export interface ReadQuery {
  text: string;
  terms: QueryTermView[];
}

export const EMPTY: ReadQuery = { text: "", terms: [] };

/** The text of a condition as typed. */
export const textOf = ({ text }: ReadQuery, { start, end }: QueryTermView): string => text.slice(start, end);

/** The conditions that are shown as chips: those with an operator, and those that exclude. */
export const filters = ({ terms }: ReadQuery): QueryTermView[] =>
  terms.filter((term) => term.operator !== null || term.excluded);

/** The query has words without an operator. A new condition goes before them, so the last word stays the last one. */
export const hasWords = ({ terms }: ReadQuery): boolean =>
  terms.some((term) => term.operator === null && !term.excluded);

/** The query has a condition with one of these operators, which does not exclude. */
export const narrowsBy = ({ terms }: ReadQuery, operators: string[]): boolean =>
  terms.some((term) => term.operator !== null && !term.excluded && operators.includes(term.operator));

/** The query has this condition. */
export function has(query: ReadQuery, condition: string): boolean {
  const key = condition.trim().toLowerCase();
  return query.terms.some((term) => term.key === key || textOf(query, term).toLowerCase() === key);
}

/**
 * The text in pieces, spaces kept, with a mark on conditions that have an operator. Until the program has read the newest
 * text, the conditions in the part that has not changed are marked.
 */
export function pieces(text: string, read: ReadQuery): { text: string; operator: boolean }[] {
  const found = [];
  let at = 0;
  for (const { start, end, operator } of read.terms) {
    if (operator === null || text.slice(0, end) !== read.text.slice(0, end)) continue;
    if (start > at) found.push({ text: text.slice(at, start), operator: false });
    found.push({ text: text.slice(start, end), operator: true });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), operator: false });
  return found;
}

/** The operator with this name or other spelling. */
export const operatorNamed = (name: string): Operator | undefined =>
  OPERATORS.find((operator) => operator.name === name || operator.aliases.includes(name));

const taking = (...values: string[]) =>
  OPERATORS.filter((operator) => values.includes(operator.values)).map((operator) => operator.name);

export const DATES = taking("dates", "ages");
export const SIZES = taking("sizes");
export const PLACES = taking("folders", "sources");

/** Removes all dates. */
export const WITHOUT_DATES: QueryEdit = { what: "replace", replaced: DATES, conditions: "" };

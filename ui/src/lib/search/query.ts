/**
 * Finds conditions in a query by their ranges. Only the program behind the window parses and changes queries, so this
 * file contains no grammar.
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

/** Returns the text of a condition as typed. */
export const textOf = ({ text }: ReadQuery, { start, end }: QueryTermView): string => text.slice(start, end);

/** Returns the conditions that are shown as chips: conditions with an operator, and excluded ones. */
export const filters = ({ terms }: ReadQuery): QueryTermView[] =>
  terms.filter((term) => term.operator !== null || term.excluded);

/**
 * Returns true if the query has words without an operator. New conditions are added before them, so that the
 * last word stays at the end.
 */
export const hasWords = ({ terms }: ReadQuery): boolean =>
  terms.some((term) => term.operator === null && !term.excluded);

/** Returns true if the query has a condition with one of these operators that is not excluded. */
export const narrowsBy = ({ terms }: ReadQuery, operators: string[]): boolean =>
  terms.some((term) => term.operator !== null && !term.excluded && operators.includes(term.operator));

/** Returns true if the query has this condition. */
export function has(query: ReadQuery, condition: string): boolean {
  const key = condition.trim().toLowerCase();
  return query.terms.some((term) => term.key === key || textOf(query, term).toLowerCase() === key);
}

/** Returns the operator with this name or alias. */
export const operatorNamed = (name: string): Operator | undefined =>
  OPERATORS.find((operator) => operator.name === name || operator.aliases.includes(name));

const taking = (...values: string[]) =>
  OPERATORS.filter((operator) => values.includes(operator.values)).map((operator) => operator.name);

export const DATES = taking("dates", "ages");
export const SIZES = taking("sizes");
export const PLACES = taking("folders", "sources");

/** The edit that removes all conditions on dates. */
export const WITHOUT_DATES: QueryEdit = { what: "replace", replaced: DATES, conditions: "" };

/**
 * Splits a query for the search box: finished conditions become tokens, and the rest is text in the input.
 * Joined again, the tokens come first. This does not change the results, because all conditions must match.
 */
import type { QueryTermView } from "../bindings/QueryTermView";
import { filters, type ReadQuery, textOf } from "./query";

export interface Token {
  /** Differs from the ids of all other tokens of the query. */
  id: string;
  /** The condition as typed. */
  text: string;
  term: QueryTermView;
}

export interface SplitQuery {
  tokens: Token[];
  text: string;
}

export const EMPTY_SPLIT: SplitQuery = { tokens: [], text: "" };

/**
 * Splits a query. While its end is being typed, a condition at the end stays text, because the owner may
 * still change it. A space after it finishes it. The conditions in `before` were tokens before, so they stay
 * tokens.
 */
export function split(read: ReadQuery, typing: boolean, before: Token[] = []): SplitQuery {
  const { text } = read;
  const tokens: Token[] = [];
  let rest = "";
  let at = 0;
  for (const term of filters(read)) {
    const own = textOf(read, term);
    const known = before.some((token) => token.text === own);
    const finished = !typing || known || /\s/.test(text.charAt(term.end));
    if (!finished || term.value === "") continue;
    const same = tokens.filter((token) => token.text === own).length;
    tokens.push({ id: `${own} ${same}`, text: own, term });
    rest += text.slice(at, term.start);
    at = term.end + /^\s?/.exec(text.slice(term.end))![0].length;
  }
  if (tokens.length === 0) return { tokens, text };
  rest += text.slice(at);
  return { tokens, text: /\s$/.test(text) ? rest.trimStart() : rest.trim() };
}

export const headOf = (tokens: Token[]): string => tokens.map(({ text }) => `${text} `).join("");

export const join = ({ tokens, text }: SplitQuery): string => headOf(tokens) + text;

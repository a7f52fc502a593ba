/**
 * The bars for years or months, and the conditions that they stand for. A month is a number: 12 times the
 * year, plus 0 to 11.
 */
import type { Facet } from "../bindings/Facet";
import type { YearCount } from "../bindings/YearCount";
import { many, monthName } from "../words";
import type { QueryEdit } from "../bindings/QueryEdit";
import { DATES, type ReadQuery, WITHOUT_DATES } from "./query";

/** A range of months. It includes both ends. */
export interface Span {
  first: number;
  last: number;
}

export interface Bar extends Span {
  /** The name of the bar: `2016` or `Mar 2016`. */
  label: string;
  /** The label below the bar. */
  short: string;
  count: number;
  /** True if the query includes the bar. */
  on: boolean;
}

/**
 * The maximum number of bars. More bars would be too thin to click. A message with a wrong date can cause
 * many years.
 */
const MOST_YEARS = 48;
/** The maximum number of years that are shown by month. */
const BY_MONTH = 2;

/**
 * Returns the months to which a query is narrowed. Returns null without dates, or if a date is not a whole
 * day, month or year.
 */
export function picked(query: ReadQuery): Span | null {
  let span: Span = { first: -Infinity, last: Infinity };
  for (const { operator, value, excluded } of query.terms) {
    if (operator === null || excluded || !DATES.includes(operator)) continue;
    const [from, to] = value.split("..").map(month);
    const one = to === undefined ? from : from && to ? { first: from.first, last: to.last } : null;
    if (!one) return null;
    const open = { first: -Infinity, last: Infinity };
    if (operator === "before") open.last = one.whole ? one.first - 1 : one.first;
    else if (operator === "after") open.first = one.first;
    else Object.assign(open, one);
    span = {
      first: Math.max(open.first, span.first),
      last: Math.min(open.last, span.last),
    };
  }
  return span.first === -Infinity && span.last === Infinity ? null : span;
}

/** Reads `2016`, `2016-03` or `2016-03-14`. */
function month(text: string): (Span & { whole?: boolean }) | null {
  const [, year, mm, dd] = /^(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?$/.exec(text) ?? [];
  if (!year) return null;
  const at = Number(year) * 12 + (mm ? Number(mm) - 1 : 0);
  // `before:` a day other than the first of a month still includes days of that month.
  return { first: at, last: mm ? at : at + 11, whole: !dd || Number(dd) === 1 };
}

const yearsOf = ({ first, last }: Span) => Math.floor(last / 12) - Math.floor(first / 12) + 1;

/** Returns true if months are shown instead of years. `years` are the years with results. */
export function byMonth(years: YearCount[], span: Span | null): boolean {
  if (span && yearsOf(within(years, span)) <= BY_MONTH) return true;
  return years.length > 0 && years.length <= BY_MONTH;
}

function within(years: YearCount[], span: Span): Span {
  const first = (years[0]?.year ?? 0) * 12;
  const last = (years.at(-1)?.year ?? 0) * 12 + 11;
  const clamp = (at: number) => Math.max(first, Math.min(last, at));
  return { first: clamp(span.first), last: clamp(span.last) };
}

export function bars(years: YearCount[], months: Facet[] | null, span: Span | null): Bar[] {
  if (years.length === 0) return [];
  const on = (bar: Span) => span === null || (bar.first <= span.last && bar.last >= span.first);
  if (months === null || !byMonth(years, span)) {
    return years.slice(-MOST_YEARS).map(({ year, count }) => {
      const bar = { first: year * 12, last: year * 12 + 11 };
      return { ...bar, label: String(year), short: String(year), count, on: on(bar) };
    });
  }
  const counts = new Map(months.map(({ label, count }) => [label, count]));
  const all = within(years, span ?? { first: -Infinity, last: Infinity });
  const view = { first: Math.floor(all.first / 12) * 12, last: Math.floor(all.last / 12) * 12 + 11 };
  return Array.from({ length: view.last - view.first + 1 }, (_, i) => {
    const at = view.first + i;
    const bar = { first: at, last: at };
    const { long, short } = monthName(at);
    return { ...bar, label: long, short, count: counts.get(written(at)) ?? 0, on: on(bar) };
  });
}

/** Writes a month as `2016-03`. */
const written = (at: number) => `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;

/** Returns the conditions for a range of months. */
export function during({ first, last }: Span): string {
  const year = (at: number) => at / 12;
  if (first % 12 === 0 && last === first + 11) return `during:${year(first)}`;
  if (first === last) return `during:${written(first)}`;
  const whole = first % 12 === 0 && last % 12 === 11;
  return whole
    ? `after:${year(first)} before:${year(last + 1)}`
    : `after:${written(first)} before:${written(last + 1)}`;
}

/**
 * Returns the edit that narrows a query to a range of bars. If the query already has that range, returns the
 * edit that widens it.
 */
export function narrow(query: ReadQuery, span: Span): QueryEdit {
  const now = picked(query);
  const to = (span: Span): QueryEdit => ({ what: "replace", replaced: DATES, conditions: during(span) });
  if (now && now.first === span.first && now.last === span.last) {
    const year = Math.floor(span.first / 12) * 12;
    // A second click on a month selects the year of this month. A second click on a year selects all years.
    return span.first === span.last ? to({ first: year, last: year + 11 }) : WITHOUT_DATES;
  }
  return to(span);
}

/** Formats the number of messages of a bar: "2016: 12 messages". */
export const barText = ({ label, count }: Bar): string => `${label}: ${many(count, "message")}`;

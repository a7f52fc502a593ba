import { formats } from "./formats";

/** Formats numbers, dates and names in the owner's locale. */
// With LANG=C, the locale would not group digits, so English is used.
const own = new Intl.NumberFormat().resolvedOptions().locale;
const locale = /posix|^c$/i.test(own) ? "en" : own;
const count = new Intl.NumberFormat(locale);
const short = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const long = new Intl.DateTimeFormat(locale, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** Formats a number: "12,408". */
export const number = (n: number): string => count.format(n);

/** Formats a count with its noun: "1 message", "12 messages". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : more}`;
}

/** Formats a date: "14 Mar 2016". */
export function day(ms: number | null): string {
  return ms === null || !valid(ms) ? "no date" : short.format(ms);
}

/** Formats a date and time: "Mon, 14 Mar 2016, 10:42". */
export function moment(ms: number | null): string {
  return ms === null || !valid(ms) ? "no date" : long.format(ms);
}

/** Formats the date in an RFC 3339 text. Returns "no date" for any other text. */
export function dayOf(text: string | null): string {
  return text === null ? "no date" : day(Date.parse(text));
}

/** Formats the range of some dates: "11 Feb – 14 Mar 2016". */
export function span(dates: (number | null)[]): string {
  const known = dates.filter((d): d is number => d !== null && valid(d));
  if (known.length === 0) return "no date";
  return short.formatRange(Math.min(...known), Math.max(...known));
}

const valid = (ms: number): boolean => Math.abs(ms) <= 8.64e15;

/** Formats a number of bytes: "3.9 MB". */
export function size(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  const shown = value.toLocaleString(locale, { maximumFractionDigits: digits });
  return unit === 0 && bytes === 1 ? "1 byte" : `${shown} ${units[unit]}`;
}

/**
 * Formats a share of 1 as a percentage: "43 %". The result is "100 %" only for a complete share, and never
 * more.
 */
export function percent(part: number): string {
  return `${number(Math.max(0, Math.min(part >= 1 ? 100 : 99, Math.floor(part * 100))))} %`;
}

/** Formats the time left: "about 3 minutes left". */
export function left(seconds: number): string {
  if (seconds < 8) return "a few seconds left";
  if (seconds < 55) return `about ${number(Math.ceil(seconds / 5) * 5)} seconds left`;
  if (seconds < 3570) return `about ${many(Math.round(seconds / 60), "minute")} left`;
  return `about ${many(Math.round(seconds / 3600), "hour")} left`;
}

/** Returns the name of a file format for the screen. */
export const formatName = (name: string): string => formats.find((f) => f.name === name)?.label ?? "";

/**
 * The most common formats, which are listed first. The table itself has the order in which formats are
 * detected.
 */
const COMMON = ["pst", "ost", "mbox", "eml", "msg"];
const rank = (name: string) => (COMMON.includes(name) ? COMMON.indexOf(name) : COMMON.length);

/** The extensions of the files that can be imported: ".pst, .ost, .mbox, …" */
export const importable = formats
  .filter((f) => f.shape !== "folder" && f.extensions.length > 0)
  .toSorted((a, b) => rank(a.name) - rank(b.name))
  .map((f) => `.${f.extensions[0] ?? ""}`)
  .join(", ");

/** Returns the last part of a path. */
export const fileName = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;

const monthLong = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
const monthShort = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });

/** Formats a month: "Mar 2016" and "Mar". `at` is the number of months since the year 0. */
export function monthName(at: number): { long: string; short: string } {
  const date = Date.UTC(Math.floor(at / 12), at % 12);
  return { long: monthLong.format(date), short: monthShort.format(date) };
}

const monthAlone = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
const monthAndYear = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });

/** Formats a month as a heading: "November 2026" if it is recent, otherwise "2016 · March". */
export function monthHeading(at: number, recent: boolean): string {
  const year = Math.floor(at / 12);
  const date = Date.UTC(year, at % 12);
  return recent ? monthAndYear.format(date) : `${year} · ${monthAlone.format(date)}`;
}

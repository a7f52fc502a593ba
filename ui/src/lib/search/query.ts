/** The little that the window itself does to a query; what it means is decided behind it. */

/** One condition of a query, as it was typed. */
export interface Part {
  text: string;
  start: number;
  end: number;
  /** `from` of `-from:ruth`; null for words. */
  field: string | null;
  /** What stands behind the field, without its quotes. */
  value: string;
  not: boolean;
}

export const DATES = ["during", "before", "after", "on", "older_than", "newer_than"];
const FIELDS = new Set([
  ...["from", "to", "cc", "bcc", "with", "subject", "body", "filename", "file", "text-in", "type", "has"],
  ...["in", "folder", "label", "source", "kind", "is", ...DATES, "larger", "smaller", "thread", "id"],
]);
const TERM = /^(-?)(?:([a-z][a-z_-]*):)?([^]*)$/i;

/** The conditions of a query in order. `a OR b` is one, and so is what stands in quotes or brackets. */
export function parts(query: string): Part[] {
  const found: Part[] = [];
  let joined = false;
  for (const { start, end } of terms(query)) {
    const text = query.slice(start, end);
    const last = found.at(-1);
    if (text === "AND") continue;
    const either = text === "OR" || text === "|";
    if (last && (joined || either || last.text === "NOT" || /^-?text-in:attachment$/i.test(last.text)))
      found[found.length - 1] = part(query, last.start, end);
    else found.push(part(query, start, end));
    joined = either && last !== undefined;
  }
  return found;
}

function part(query: string, start: number, end: number): Part {
  const text = query.slice(start, end);
  const [, minus, name, rest = ""] = TERM.exec(text) ?? [];
  const field = name && rest && FIELDS.has(name.toLowerCase()) ? name.toLowerCase() : null;
  const value = field ? rest.replace(/^"(.*?)"?$/s, "$1") : text;
  return { text, start, end, field, value, not: minus === "-" || text.startsWith("NOT ") };
}

/** What stands between blanks that are in no quotes and no brackets. */
function terms(query: string): { start: number; end: number }[] {
  const found = [];
  let at = 0;
  while (at < query.length) {
    if (/\s/.test(query[at] ?? "")) {
      at += 1;
      continue;
    }
    const start = at;
    let depth = 0;
    let before = "";
    for (; at < query.length; at += 1) {
      const c = query[at] ?? "";
      if (depth === 0 && /\s/.test(c)) break;
      if (c === '"' && /^[\s(:-]?$/.test(before)) {
        const close = query.indexOf('"', at + 1);
        at = close < 0 ? query.length : close;
      } else if (c === "(") depth += 1;
      else if (c === ")") depth = Math.max(0, depth - 1);
      before = c;
    }
    found.push({ start, end: Math.min(at, query.length) });
  }
  return found;
}

/** The conditions that are shown as chips: what names a field, and what must not be there. */
export const filters = (query: string): Part[] => parts(query).filter((p) => p.field !== null || p.not);

const tidy = (query: string) => query.replace(/^\s+/, "");

function cut(query: string, { start, end }: Part): string {
  const before = query.slice(0, start).trimEnd();
  const after = query.slice(end).trimStart();
  return before && after ? `${before} ${after}` : before + after;
}

export function without(query: string, gone: (part: Part) => boolean): string {
  const rest = parts(query)
    .filter(gone)
    .reduceRight((left, p) => cut(left, p), query);
  return rest === query ? query : tidy(rest);
}

/** Stands for the condition that a click will add, where only its place matters. */
export const ANY = "is:chosen";

/** Both queries end in the same condition. */
export function endAlike(one: string, other: string): boolean {
  const end = (query: string) => {
    const last = parts(query).at(-1);
    return last && last.text + query.slice(last.end);
  };
  return end(one) === end(other);
}

const key = (text: string) => text.trim().replaceAll('"', "").toLowerCase();

/** A condition is among those of the query. */
export const has = (query: string, condition: string): boolean =>
  parts(query).some((p) => key(p.text) === key(condition));

/**
 * Adds a condition behind those that the query begins with. Not at its end: a last word that is being typed finds words
 * that begin with it, and would not any more.
 */
export function add(query: string, condition: string): string {
  const all = parts(query);
  const words = all.findIndex((p) => p.field === null && !p.not);
  const at = words < 0 ? query.length : (all[words]?.start ?? 0);
  const [before, after] = [query.slice(0, at).trim(), query.slice(at)];
  return [before, condition, after].filter((text) => text !== "").join(" ");
}

/** Adds a condition in the place of others with these fields, or takes it off again. */
export function toggle(query: string, condition: string, instead: string[] = []): string {
  if (has(query, condition)) return without(query, (p) => key(p.text) === key(condition));
  return add(withoutFields(query, instead), condition);
}

export const withoutFields = (query: string, fields: string[]): string =>
  without(query, (p) => p.field !== null && !p.not && fields.includes(p.field));

/** `from:ruth`, `in:"Sent Items"` */
export function condition(field: string, typed: string): string {
  const value = typed.trim().replaceAll('"', "");
  return /[\s()]/.test(value) || value === "me" ? `${field}:"${value}"` : `${field}:${value}`;
}

/** The query in pieces, blanks kept, those marked that name a field. */
export function pieces(query: string): { text: string; operator: boolean }[] {
  const found = [];
  let at = 0;
  for (const { text, start, end, field } of parts(query)) {
    if (start > at) found.push({ text: query.slice(at, start), operator: false });
    found.push({ text, operator: field !== null });
    at = end;
  }
  if (at < query.length) found.push({ text: query.slice(at), operator: false });
  return found;
}

import type { Problem } from "../../bindings/Problem";
import type { Segment } from "../../bindings/Segment";
import { FOLDERS } from "./conversations";
import type { Mail } from "./mail";

/** A parsed query, similar to the result of the real parser. */
export interface ParsedQuery {
  test: (mail: Mail) => boolean;
  words: string[];
  problems: Problem[];
}

/** The groups of file types, by the value of `type:`. */
export const FILE_GROUPS: Record<string, { label: string; extensions: string[] }> = {
  image: { label: "Pictures", extensions: ["jpg", "jpeg", "png"] },
  word: { label: "Word", extensions: ["doc", "docx"] },
  excel: { label: "Excel", extensions: ["xls", "xlsx", "csv"] },
};

const people = (mail: Mail) =>
  [mail.from, ...mail.to, ...mail.cc].map((p) => `${p?.name} ${p?.address}`).join(" ");
/**
 * Returns true if the text contains the words of `value`. If `open` is true, the last word may be the
 * beginning of a longer word.
 */
function hasWords(text: string, value: string, open: boolean): boolean {
  const plain = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const end = open ? "" : "(?![\\p{L}\\p{N}])";
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}${end}`, "iu").test(text);
}
const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

export function parseQuery(query: string, typing = false): ParsedQuery {
  const words: string[] = [];
  const problems: Problem[] = [];
  const tests: ((mail: Mail) => boolean)[] = [];
  for (const found of query.matchAll(/-?(?:[a-z]+:)?(?:"[^"]*"?|\S+)/gi)) {
    const [part] = found;
    const [, minus, operator, raw] = /^(-?)(?:([a-z]+):)?(.*)$/i.exec(part) ?? [];
    const value = (raw ?? "").replaceAll('"', "").replace(/\*$/, "");
    if (!value) continue;
    const refuse = (why: string) =>
      problems.push({ part, start: found.index, end: found.index + part.length, why });
    const isLast = found.index + part.length === query.length;
    const open = (raw ?? "").endsWith("*") || (typing && isLast && !minus);
    const test = one(operator?.toLowerCase(), value, open, words, refuse);
    if (test) tests.push(minus ? (mail) => !test(mail) : test);
  }
  return { test: (mail) => tests.every((t) => t(mail)), words, problems };
}

function one(
  operator: string | undefined,
  value: string,
  open: boolean,
  words: string[],
  refuse: (why: string) => void,
): ((mail: Mail) => boolean) | null {
  switch (operator) {
    case "from":
      return (m) => has(`${m.from?.name} ${m.from?.address}`, value);
    case "to":
      return (m) => m.to.some((p) => has(`${p.name} ${p.address}`, value));
    case "subject":
      words.push(value);
      return (m) => has(m.subject, value);
    case "filename":
      words.push(value);
      return (m) => m.attachments.some((a) => has(a.name, value));
    case "has":
      return (m) => m.attachments.length > 0;
    case "with":
    case "cc":
      return (m) => has(people(m), value);
    case "in":
      return (m) => has(FOLDERS.find((f) => f.id === m.folder)?.name ?? "", value);
    case "source":
      return () => has("office.pst", value);
    case "kind":
      return (m) => m.kind === value;
    case "type": {
      const endings = FILE_GROUPS[value.toLowerCase()]?.extensions ?? [value];
      return (m) => m.attachments.some((a) => endings.some((ending) => has(a.name, `.${ending}`)));
    }
    case "larger":
    case "smaller": {
      const bytes = Number.parseFloat(value) * (/m$/i.test(value) ? 1 << 20 : 1 << 10);
      const size = (m: Mail) => m.attachments.reduce((sum, a) => sum + a.size, m.text.length);
      return (m) => (operator === "larger" ? size(m) >= bytes : size(m) < bytes);
    }
    case "id":
      return (m) => m.id === Number(value);
    case "is":
      return (m) => (value === "starred" ? m.starred : m.missing.length > 0);
    case "tag":
      return (m) => m.tags.some((tag) => tag.toLowerCase() === value.toLowerCase());
    case "during":
    case "before":
    case "after": {
      if (!/^\d{4}(-\d\d){0,2}$/.test(value)) {
        refuse("This is not a date. Try 2019, 2019-05 or last-year.");
        return null;
      }
      return (m) => {
        if (m.date === null) return false;
        const day = new Date(m.date).toISOString().slice(0, value.length);
        return operator === "during" ? day === value : operator === "before" ? day < value : day >= value;
      };
    }
    default:
      words.push(value);
      return (m) =>
        hasWords(m.subject, value, open) ||
        hasWords(m.text, value, open) ||
        hasWords(people(m), value, open) ||
        m.attachments.some((a) => hasWords(a.name, value, open));
  }
}

/** Splits a text into segments, and marks the matches. */
export function mark(text: string, words: string[]): Segment[] {
  const wanted = words.filter(Boolean).map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (wanted.length === 0) return [{ text, hit: false }];
  const found = new RegExp(`(${wanted.join("|")})`, "gi");
  return text
    .split(found)
    .map((piece, i) => ({ text: piece, hit: i % 2 === 1 }))
    .filter((s) => s.text !== "");
}

/** Returns a part of the text that begins shortly before the first match. */
export function snippet(text: string, words: string[]): Segment[] {
  const flat = text.replace(/\s+/g, " ");
  const first = Math.min(
    ...words.map((w) => flat.toLowerCase().indexOf(w.toLowerCase())).filter((i) => i >= 0),
  );
  const from = Number.isFinite(first) && first > 50 ? flat.lastIndexOf(" ", first - 30) + 1 : 0;
  return mark((from > 0 ? "… " : "") + flat.slice(from, from + 180), words);
}

/** Facets and completions of made-up mail, similar to the answers of the real backend. */
import type { Completion } from "../../bindings/Completion";
import type { Completions } from "../../bindings/Completions";
import type { Facet } from "../../bindings/Facet";
import type { Facets } from "../../bindings/Facets";
import type { ListRequest } from "../../bindings/ListRequest";
import type { PartCount } from "../../bindings/PartCount";
import { OPERATORS } from "../../bindings/operators";
import { hasWords, narrowsBy } from "../../search/query";
import { parseQuery } from "./search";
import { FOLDERS } from "./conversations";
import type { Mail } from "./mail";
import { readQuery } from "./queries";
import { marksOf } from "./marks";
import { FILE_GROUPS } from "./search";
import { gapless } from "./years";

const quoted = (name: string) => (/\s/.test(name) ? `"${name}"` : name);

/** Counts how often each value occurs. The most frequent value comes first. */
function count(values: string[], facet: (value: string) => Omit<Facet, "count">, most = 20): Facet[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const all = [...counts].map(([value, n]) => ({ ...facet(value), count: n }));
  return all.sort((a, b) => b.count - a.count).slice(0, most);
}

const tagged = (name: string) => (value: string) => ({ query: `${name}:${value}`, label: value });
const ending = (name: string) => name.split(".").at(-1)?.toLowerCase() ?? "";
const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7);

export function facetsOf(mail: Mail[]): Facets {
  const names = new Map(mail.map((m) => [m.from?.address ?? "", m.from?.name ?? ""]));
  const dates = mail.flatMap((m) => (m.date === null ? [] : [m.date]));
  const types = mail.flatMap((m) => [...new Set(m.attachments.map((a) => ending(a.name)))]);
  const folder = (m: Mail) => FOLDERS.find((f) => f.id === m.folder)?.name ?? "";
  return {
    people: count(
      mail.flatMap((m) => (m.from ? [m.from.address] : [])),
      (address) => ({ query: `from:${address}`, label: names.get(address) || address }),
    ),
    folders: count(mail.map(folder), (name) => ({ query: `in:${quoted(name)}`, label: name })),
    sources: mail.length ? [{ query: "source:office.pst", label: "office.pst", count: mail.length }] : [],
    years: dates.length ? gapless(dates.map((d) => new Date(d).getFullYear())) : [],
    months: count(dates.map(monthOf), tagged("during"), 9999).sort((a, b) => (a.label < b.label ? -1 : 1)),
    types: count(types, tagged("type")),
    has: count(
      mail.flatMap((m) => (m.attachments.length ? ["attachment"] : [])),
      tagged("has"),
    ),
    kinds: count(
      mail.map((m) => m.kind),
      tagged("kind"),
    ),
    tags: marksOf(mail).tags.map((tag) => ({
      ...tagged("tag")(tag),
      count: mail.filter((m) => m.tags.includes(tag)).length,
    })),
    starred: mail.filter((m) => m.starred).length,
    seconds: 0,
  };
}

const PEOPLE = OPERATORS.filter(({ values }) => values === "people").map(({ name }) => name);

/**
 * Returns the request with a query from which the conditions with the operators in `without` were removed.
 */
export function without(request: ListRequest): ListRequest {
  if (request.without.length === 0) return request;
  const { query: text } = request;
  const terms = readQuery(text);
  const kept = terms.filter((term) => !narrowsBy({ text, terms: [term] }, request.without));
  const query = kept.map(({ start, end }) => text.slice(start, end)).join(" ");
  const typing = request.typing && kept.at(-1) === terms.at(-1) && hasWords({ text, terms: kept });
  return { ...request, query, typing, without: [] };
}

/** Returns the query without each of its conditions in turn, with the number of results. */
export function countWithoutEach(query: string, counted: (query: string) => number): PartCount[] {
  const typed = readQuery(query).map((term) => query.slice(term.start, term.end));
  const found = typed.map((part, at) => {
    const rest = typed.filter((_, i) => i !== at).join(" ");
    return { part, query: rest, typing: false, alone: counted(part), without: counted(rest) };
  });
  const understood = found.filter(({ part }) => parseQuery(part).problems.length === 0);
  return understood.length > 1 ? understood : [];
}

/** Returns completions for a value of an operator that is combined with the query. */
export function completeValue(mail: Mail[], request: ListRequest, operator: string, value: string) {
  const typed = `${operator}:${value}`;
  const query = `${typed} ${request.query}`;
  return complete(mail, { ...request, query }, typed.length).items;
}

/** Returns completions, each with the number of results after choosing it. */
export function complete(mail: Mail[], { query, typing }: ListRequest, cursor: number): Completions {
  const { start, end, items } = offered(mail, query, cursor);
  const found = (text: string) => {
    const taken = `${query.slice(0, start)}${text} ${query.slice(end).replace(/^ /, "")}`;
    return mail.filter(parseQuery(taken, typing).test).length;
  };
  const counted = items.map((item) => (item.count === null ? item : { ...item, count: found(item.text) }));
  return { start, end, items: counted.filter(({ count }) => count !== 0) };
}

function offered(mail: Mail[], text: string, cursor: number): Completions {
  const typed = /(?:[a-z]+:)?(?:"[^"]*|\S*)$/i.exec(text.slice(0, cursor))?.[0] ?? "";
  const [, field = "", raw = ""] = /^(?:([a-z]+):)?"?(.*)$/is.exec(typed) ?? [];
  const value = raw.toLowerCase();
  const facets = facetsOf(mail);
  const items: Completion[] = [];
  const begins = (facet: Facet) =>
    `${facet.query.replace(/^\w+:/, "")} ${facet.label}`
      .toLowerCase()
      .split(/[\s@".<]+/)
      .some((word) => word.startsWith(value));
  const offer = (kind: Completion["kind"], all: Facet[], name = field) => {
    for (const { query, label, count } of all.filter(begins).slice(0, 6)) {
      const address = query.replace(/^\w+:/, "");
      const shown = kind === "person" ? `${label} <${address}>` : label;
      items.push({ text: `${name}:${address}`, label: shown, kind, count, start: 0 });
    }
  };
  const years = facets.years
    .map(({ year, count }) => ({ query: `during:${year}`, label: String(year), count }))
    .reverse();
  const groups = Object.entries(FILE_GROUPS).map(([name, { label }]) => ({
    query: `type:${name}`,
    label,
    count: 1,
  }));
  if (PEOPLE.includes(field)) offer("person", facets.people);
  else if (field === "in") offer("folder", facets.folders);
  else if (field === "type") offer("type", [...groups, ...facets.types]);
  else if (field === "during" || field === "before" || field === "after") offer("year", years);
  else if (field === "" && value !== "") {
    for (const { name } of OPERATORS.filter(({ name }) => name.startsWith(value)).slice(0, 6))
      items.push({ text: `${name}:`, label: name, kind: "operator", count: null, start: 0 });
    offer("person", facets.people, "with");
    offer("folder", facets.folders, "in");
    if (/^\d\d/.test(value)) offer("year", years, "during");
    if (value.length > 1) offer("type", [...groups, ...facets.types], "type");
  }
  const end = cursor + (/^\S*/.exec(text.slice(cursor))?.[0].length ?? 0);
  const start = cursor - typed.length;
  return { start, end, items: items.map((item) => ({ ...item, start })) };
}

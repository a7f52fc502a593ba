/** The menus above the list. Each choice adds a condition to the query, which the owner could also type. */
import type { Facet } from "../bindings/Facet";
import type { Facets } from "../bindings/Facets";
import { monthHeading } from "../words";
import { picked } from "./dates";
import { DATES, PLACES, type ReadQuery, SIZES } from "./query";

export interface Choice {
  query: string;
  label: string;
  /** The number of messages. Null if they are not counted. */
  count: number | null;
}

export interface Group {
  id: string;
  label: string;
  /** Operators of which the query can have only one condition. The next choice replaces this condition. */
  one: string[];
  /** The button is highlighted if the query has a condition with one of these operators. */
  fields: string[];
  /** The text fields of the menu, each with the operator of the typed value. */
  typed: { field: string; label: string }[];
  lists: (facets: Facets, query: ReadQuery, counted: Choice[]) => { title: string; items: Choice[] }[];
  /** The operator whose values the program counts for this menu, apart from the facets. */
  counted?: string;
  /** True if the menu shows people or folders whose names begin with the typed text. */
  completed: boolean;
}

const fixed = (query: string, label: string): Choice => ({ query, label, count: null });
const KINDS: Record<string, string> = {
  mail: "Mail",
  appointment: "Appointments",
  contact: "Contacts",
  task: "Tasks",
  note: "Notes",
  other: "Other items",
};
const HAS: Record<string, string> = {
  attachment: "Any attachment",
  image: "Pictures",
  pdf: "PDF files",
  invite: "Invitations",
  link: "Links",
};
const renamed = (facets: Facet[], names: Record<string, string>) =>
  facets.map((facet) => ({ ...facet, label: names[facet.label] ?? facet.label }));
/** Shows folders with equal names with their paths. */
const distinct = (facets: Facet[]) =>
  facets.map((facet) => {
    const alone = facets.filter(({ label }) => label === facet.label).length === 1;
    return alone ? facet : { ...facet, label: facet.query.replace(/^\w+:"?(.*?)"?$/, "$1") };
  });

/** The kinds of files with a name on the screen: the value of `type:`, and the extensions that it finds. */
const FILES: { value: string; label: string; extensions: string[] }[] = [
  { value: "pdf", label: "PDF", extensions: ["pdf"] },
  { value: "word", label: "Word", extensions: ["doc", "docx", "odt", "rtf"] },
  { value: "excel", label: "Excel", extensions: ["xls", "xlsx", "xlsm", "xlsb", "ods", "csv"] },
  { value: "powerpoint", label: "PowerPoint", extensions: ["ppt", "pptx", "odp"] },
  {
    value: "image",
    label: "Pictures",
    extensions: ["jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp"],
  },
];

/** Returns the kinds of files among the results. The program counts the kinds with several extensions apart. */
function fileKinds({ types }: Facets, counted: Choice[]): Choice[] {
  return FILES.flatMap(({ value, label }) => {
    const query = `type:${value}`;
    const found = [...counted, ...types].find((choice) => choice.query === query);
    return found ? [{ ...found, label }] : [];
  });
}

/** Returns the types of files that belong to no kind, by their extensions. */
function otherFiles({ types }: Facets): Choice[] {
  const known = FILES.flatMap(({ value, extensions }) => [value, ...extensions]);
  return types
    .filter(({ label }) => !known.includes(label.toLowerCase()))
    .slice(0, 8)
    .map((facet) => ({ ...facet, label: facet.label.toUpperCase() }));
}

/** Returns the months of the chosen year. */
function monthsOf(facets: Facets, query: ReadQuery): Choice[] {
  const span = picked(query);
  if (!span) return [];
  const year = Math.floor(span.first / 12);
  if (Math.floor(span.last / 12) !== year) return [];
  return facets.months
    .filter(({ label }) => label.startsWith(`${year}-`))
    .map((facet) => ({ ...facet, label: monthHeading(year * 12 + Number(facet.label.slice(5)) - 1, true) }));
}

/** Tells whether the query has a condition of a group. */
export const isActive = ({ fields }: Group, { terms }: ReadQuery): boolean =>
  terms.some(({ operator }) => operator !== null && fields.includes(operator));

/** The menus, the most used first. Those that do not fit in a narrow list are in the menu *More*. */
export const GROUPS: Group[] = [
  {
    id: "from",
    label: "From",
    one: ["from"],
    fields: ["from"],
    typed: [{ field: "from", label: "Name or address" }],
    lists: ({ people }) => [{ title: "Senders", items: people }],
    completed: true,
  },
  {
    id: "date",
    label: "Date",
    one: DATES,
    fields: DATES,
    typed: [
      { field: "after", label: "From: 2016, 2016-03 …" },
      { field: "before", label: "Before: 2017, 2017-03 …" },
    ],
    lists: (facets, query) => [
      { title: "Months", items: monthsOf(facets, query) },
      {
        title: "Years",
        items: facets.years
          .filter(({ count }) => count > 0)
          .map(({ year, count }) => ({ query: `during:${year}`, label: String(year), count }))
          .reverse(),
      },
    ],
    completed: false,
  },
  {
    id: "folder",
    label: "Folder",
    one: PLACES,
    fields: PLACES,
    typed: [{ field: "in", label: "Name of a folder" }],
    lists: ({ folders, sources }) => [
      { title: "Folders", items: distinct(folders) },
      { title: "Mailboxes", items: sources },
    ],
    completed: true,
  },
  {
    id: "type",
    label: "Type",
    one: ["kind"],
    fields: ["type", "kind"],
    typed: [],
    counted: "type",
    lists: (facets, _, counted) => [
      { title: "Files", items: fileKinds(facets, counted) },
      { title: "Other files", items: otherFiles(facets) },
      { title: "Items", items: renamed(facets.kinds, KINDS) },
    ],
    completed: false,
  },
  {
    id: "to",
    label: "To",
    one: ["to"],
    fields: ["to", "cc", "bcc"],
    typed: [{ field: "to", label: "Name or address" }],
    lists: () => [],
    completed: true,
  },
  {
    id: "attachment",
    label: "Attachment",
    one: [],
    fields: ["has", "filename", "text-in", "attachment"],
    typed: [{ field: "filename", label: "Words in a file name" }],
    lists: ({ has }) => [{ title: "With", items: renamed(has, HAS) }],
    completed: false,
  },
  {
    id: "size",
    label: "Size",
    one: SIZES,
    fields: SIZES,
    typed: [],
    lists: () => [
      {
        title: "Size of the message",
        items: [
          fixed("larger:100k", "Over 100 KB"),
          fixed("larger:1m", "Over 1 MB"),
          fixed("larger:5m", "Over 5 MB"),
          fixed("larger:10m", "Over 10 MB"),
          fixed("smaller:100k", "Under 100 KB"),
        ],
      },
    ],
    completed: false,
  },
];

/** The menus above the list. Each choice adds a condition to the query, which the owner could also type. */
import type { Facet } from "../bindings/Facet";
import type { Facets } from "../bindings/Facets";
import { DATES, PLACES, SIZES } from "./query";

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
  lists: (facets: Facets) => { title: string; items: Choice[] }[];
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
const upper = (facets: Facet[]) => facets.map((facet) => ({ ...facet, label: facet.label.toUpperCase() }));

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
    id: "to",
    label: "To",
    one: ["to"],
    fields: ["to", "cc", "bcc"],
    typed: [{ field: "to", label: "Name or address" }],
    lists: () => [],
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
    lists: ({ years }) => [
      {
        title: "Years",
        items: years
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
    id: "attachment",
    label: "Attachment",
    one: [],
    fields: ["has", "filename", "text-in", "attachment"],
    typed: [{ field: "filename", label: "Words in a file name" }],
    lists: ({ has }) => [{ title: "With", items: renamed(has, HAS) }],
    completed: false,
  },
  {
    id: "type",
    label: "Type",
    one: ["kind"],
    fields: ["type", "kind"],
    typed: [],
    lists: ({ types, kinds }) => [
      { title: "Files", items: upper(types.slice(0, 12)) },
      { title: "Items", items: renamed(kinds, KINDS) },
    ],
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

/** What the buttons over the list offer. Each writes the condition that could be typed as well. */
import type { Facet } from "../bindings/Facet";
import type { Facets } from "../bindings/Facets";
import { DATES } from "./query";

export interface Choice {
  query: string;
  label: string;
  /** Messages; null where it is not counted. */
  count: number | null;
}

export interface Group {
  id: string;
  label: string;
  /** Of these fields a query has one at most: the next choice takes the place of the last. */
  one: string[];
  /** The button shows that the query has one of these. */
  fields: string[];
  /** What can be typed, and the field that it is for. */
  typed: { field: string; label: string }[];
  lists: (facets: Facets) => { title: string; items: Choice[] }[];
  /** While something is typed, people or folders of the whole archive that begin so are offered. */
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
/** Folders of one name in several mailboxes are told apart by their paths. */
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
    lists: ({ people }) => [{ title: "Who wrote", items: people }],
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
    one: ["in", "folder", "label", "source"],
    fields: ["in", "folder", "label", "source"],
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
    fields: ["has", "filename", "file", "text-in"],
    typed: [{ field: "filename", label: "Words of a file’s name" }],
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
    one: ["larger", "smaller"],
    fields: ["larger", "smaller"],
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

const WORDS: Record<string, string> = {
  older_than: "older than",
  newer_than: "newer than",
  "text-in": "text in",
  filename: "file",
};

/** The name of a field on a chip. */
export const fieldWord = (field: string): string => WORDS[field] ?? field;

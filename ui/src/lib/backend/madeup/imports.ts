import type { FileProgress } from "../../bindings/FileProgress";
import type { ImportView } from "../../bindings/ImportView";
import type { SourceReport } from "../../bindings/SourceReport";

const GB = 1_000_000_000;

export const files = (): FileProgress[] => [
  { name: "office.pst", format: "pst", bytes: 0, total: 2.4 * GB, found: 0, kept: 0, done: false },
  { name: "old-laptop.ost", format: "ost", bytes: 0, total: 1.1 * GB, found: 0, kept: 0, done: false },
];

const source = (path: string, format: string, rest: Partial<SourceReport>): SourceReport => ({
  path,
  format,
  state: "whole",
  missing: null,
  summary: "",
  found: 0,
  ready: 0,
  copies: 0,
  damaged: 0,
  recovered: 0,
  by_kind: { mail: 0, appointment: 0, contact: 0, task: 0, note: 0, other: 0 },
  attachments: { found: 0, unreadable: 0 },
  defects: [],
  defects_left_out: 0,
  looked_for_deleted: false,
  attachment_texts: { read: 0, failed: 0, failures: [] },
  not_mail: { count: 0, by_kind: [], examples: [] },
  ...rest,
});

/** Returns a finished import with damage. */
export function ended(id: number): ImportView {
  const at = {
    offset: 81920,
    folder: "Clients / North Pier",
    structure: "block",
    what: "checksum",
    plain: "",
    costs: true,
  };
  const office = source("/home/nora/Mail/office.pst", "pst", {
    summary: "8,217 items were added; 214 were already here. 3 items are damaged.",
    found: 8431,
    ready: 8214,
    copies: 214,
    damaged: 3,
    recovered: 31,
    by_kind: { mail: 7311, appointment: 930, contact: 190, task: 0, note: 0, other: 0 },
    attachments: { found: 2240, unreadable: 2 },
    attachment_texts: {
      read: 1310,
      failed: 2,
      failures: [
        { name: "Contract.pdf", why: "it is locked by a password", message: 9 },
        { name: "Scans.docx", why: "the file is cut off", message: null },
      ],
    },
    defects: [
      {
        ...at,
        item: 1,
        date: "2015-09-03T08:12:00Z",
        from: "Karl Lindqvist",
        subject: "Who pays what",
        effect: "The end of the message, about 4 KB, could not be read.",
        message: 9,
      },
      {
        ...at,
        item: 2,
        date: "2012-01-17T15:40:00Z",
        from: "North Pier Hotel",
        subject: "Drawings",
        effect: "One attachment, Plan-B.dwg, is missing from byte 81,920 on.",
        message: null,
      },
      {
        ...at,
        item: 3,
        date: null,
        from: null,
        subject: null,
        effect: "Only the recipients and a picture were left.",
        message: null,
      },
    ],
  });
  const { found, ready, copies, damaged, recovered } = office;
  return {
    id,
    started: Date.UTC(2026, 2, 14, 9, 30),
    state: "done",
    can_continue: false,
    files: [
      { name: "office.pst", format: "pst", bytes: 2.4 * GB, total: 2.4 * GB, found, kept: 0, done: true },
    ],
    indexed: 1,
    seconds: 94,
    report: {
      sources: [office],
      totals: { found, ready, copies, damaged, recovered },
      seconds: 94,
      bytes: 2.4 * GB,
    },
    error: null,
  };
}

/** Returns an unfinished import. */
export function stopped(id: number): ImportView {
  const [file] = files();
  return {
    ...ended(id),
    state: "stopped",
    can_continue: true,
    files: file ? [{ ...file, bytes: 0.61 * file.total, found: 5143 }] : [],
    report: null,
    error: "The import of office.pst stopped at 61 %.",
  };
}

/** Returns a running import after a number of steps. An import has 40 steps. */
export function running(id: number, step: number): ImportView {
  const list = files();
  const grand = list.reduce((sum, f) => sum + f.total, 0);
  let done = Math.min(1, step / 40) * grand;
  for (const file of list) {
    file.bytes = Math.min(file.total, done);
    file.found = Math.round((file.bytes / file.total) * (file.format === "pst" ? 8431 : 3980));
    file.done = file.bytes >= file.total;
    done -= file.bytes;
  }
  const indexed = Math.max(0, Math.min(1, (step - 3) / 44));
  return {
    id,
    started: Date.UTC(2026, 2, 14, 9, 30),
    can_continue: false,
    state: step < 40 ? "reading" : "indexing",
    files: list,
    indexed,
    seconds: step * 2.2,
    report: null,
    error: null,
  };
}

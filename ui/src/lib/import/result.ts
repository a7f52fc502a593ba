import type { ImportReport } from "../bindings/ImportReport";
import type { ImportView } from "../bindings/ImportView";
import type { KindCounts } from "../bindings/KindCounts";
import { fileName, many, number } from "../words";

/** What the result is called. Never a success where something is missing. */
export function resultTitle(view: ImportView): string {
  const names = view.report?.sources.map((s) => fileName(s.path)) ?? view.files.map((f) => f.name);
  const what = names.length === 1 ? (names[0] ?? "") : many(names.length, "file");
  const is = names.length === 1 ? "is" : "are";
  if (view.state === "failed") return `${what} could not be read to the end`;
  if (view.state === "cancelled") return `${what}: stopped before the end`;
  const totals = view.report?.totals;
  if (!totals || totals.found === 0) return `No mail was found in ${what}`;
  if (totals.damaged > 0)
    return `${what}: ${number(totals.damaged)} of ${number(totals.found)} ${totals.damaged === 1 ? "is" : "are"} not whole`;
  const attachments = sum(view.report).unreadable;
  if (attachments > 0) return `${what}: ${many(attachments, "attachment")} could not be read`;
  if (view.report?.sources.some((s) => s.defects.some((d) => d.costs)))
    return `${what}: read, with parts broken`;
  if (view.report?.sources.some((s) => s.found === 0)) return `${what}: not all of them held mail`;
  return `${what} ${is} ready`;
}

export interface Line {
  label: string;
  value: string;
}

/** The lines under the sum. */
export function resultLines(report: ImportReport): Line[] {
  const kinds: [keyof KindCounts, string][] = [
    ["mail", "Mail"],
    ["appointment", "Appointments"],
    ["contact", "Contacts"],
    ["task", "Tasks"],
    ["note", "Notes"],
    ["other", "Other items"],
  ];
  const lines = kinds.flatMap(([kind, label]) => {
    const count = report.sources.reduce((all, s) => all + s.by_kind[kind], 0);
    return count > 0 ? [{ label, value: number(count) }] : [];
  });
  const { recovered } = report.totals;
  if (recovered > 0) lines.push({ label: "Of these, brought back", value: number(recovered) });
  const attachments = sum(report);
  if (attachments.found > 0) {
    lines.push({
      label: "Attachments that could not be read",
      value: `${number(attachments.unreadable)} of ${number(attachments.found)}`,
    });
  }
  const others = report.sources.reduce((all, s) => all + s.not_mail.count, 0);
  if (others > 0) lines.push({ label: "Other files, which are no mail", value: number(others) });
  return lines;
}

const OTHERS: Record<string, [string, string]> = {
  pictures: ["picture", "pictures"],
  documents: ["document", "documents"],
  calendars: ["calendar", "calendars"],
  contacts: ["file of address cards", "files of address cards"],
  media: ["sound or film", "sounds and films"],
  archives: ["archive that is not opened here", "archives that are not opened here"],
  programs: ["program", "programs"],
  mail_program: ["list or setting of a mail program", "lists and settings of mail programs"],
  attachments: ["attachment beside its message", "attachments beside their messages"],
  empty: ["empty file", "empty files"],
  text: ["text", "texts"],
  other: ["other file", "other files"],
};

/** What files that are no mail are: "12 pictures". */
export function otherKinds(report: ImportReport): string[] {
  const counts = new Map<string, number>();
  for (const { not_mail } of report.sources)
    for (const { kind, count } of not_mail.by_kind) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts].map(([kind, count]) => {
    const [one, more] = OTHERS[kind] ?? ["other file", "other files"];
    return many(count, one, more);
  });
}

/** How many attachments can be searched, and how many could not be read to their end. */
export function textCounts(report: ImportReport): { read: number; failed: number } {
  const all = { read: 0, failed: 0 };
  for (const { attachment_texts } of report.sources) {
    all.read += attachment_texts.read;
    all.failed += attachment_texts.failed;
  }
  return all;
}

function sum(report: ImportReport | null) {
  const all = { found: 0, unreadable: 0 };
  for (const { attachments } of report?.sources ?? []) {
    all.found += attachments.found;
    all.unreadable += attachments.unreadable;
  }
  return all;
}

import type { DefectView } from "../bindings/DefectView";
import type { ImportReport } from "../bindings/ImportReport";
import type { ImportView } from "../bindings/ImportView";
import type { KindCounts } from "../bindings/KindCounts";
import type { SourceReport } from "../bindings/SourceReport";
import { fileName, many, number } from "../words";

/** Returns the title of a report. The title is never positive if anything is missing. */
export function resultTitle(view: ImportView): string {
  const sources = view.report?.sources ?? [];
  const names = sources.length > 0 ? sources.map((s) => fileName(s.path)) : view.files.map((f) => f.name);
  const what = names.length === 1 ? (names[0] ?? "") : many(names.length, "file");
  if (view.state === "failed") return `The import of ${what} failed`;
  if (view.state === "cancelled") return `You stopped the import of ${what}`;
  if (view.state === "stopped") return `The import of ${what} is not finished`;
  if (sources.length !== 1) return titleOfMany(sources);
  const [source] = sources;
  if (source?.state === "unreadable") return `${what} could not be read`;
  if (source?.state === "incomplete") return `${what} is incomplete`;
  if (source?.format === "ost" && source.damaged === 0 && source.found > source.copies)
    return `${what} was read completely`;
  if (source && source.damaged > 0)
    return `${what}: ${number(source.damaged)} of ${many(source.found, "item")} ${is(source.damaged)} damaged`;
  if (source?.found === 0) return `No mail was found in ${what}`;
  return source && source.copies === source.found ? `Nothing new in ${what}` : `${what} is complete`;
}

const is = (count: number) => (count === 1 ? "is" : "are");

function titleOfMany(sources: SourceReport[]): string {
  const unreadable = sources.filter((s) => s.state === "unreadable").length;
  const incomplete = sources.filter((s) => s.state === "incomplete").length;
  const all = many(sources.length, "file");
  if (incomplete > 0) return `${number(incomplete)} of ${all} ${is(incomplete)} incomplete`;
  if (unreadable > 0) return `${number(unreadable)} of ${all} could not be read`;
  const damaged = sources.reduce((sum, s) => sum + s.damaged, 0);
  if (damaged > 0) return `${all}: ${many(damaged, "message")} ${is(damaged)} damaged`;
  return sources.every((s) => s.found === 0) ? `No mail was found in ${all}` : `${all} are complete`;
}

/**
 * Returns true if all files were read completely and nothing is damaged. Only such a result is shown with a
 * check mark.
 */
export function isGood(view: ImportView): boolean {
  const { report } = view;
  if (view.state !== "done" || !report || report.totals.found === 0) return false;
  return report.totals.damaged === 0 && report.sources.every((s) => s.state === "whole");
}

/** Returns one sentence about the result of an import. */
export function resultText(view: ImportView): string {
  if (view.error) return view.error;
  const sources = view.report?.sources ?? [];
  const telling = sources.find((s) => s.state !== "whole") ?? sources[0];
  return telling?.summary ?? "";
}

/** A damaged message with all its missing parts. */
export interface DamagedItem {
  first: DefectView;
  effects: string[];
}

export function damagedItems(defects: DefectView[]): DamagedItem[] {
  const items = new Map<number, DamagedItem>();
  for (const defect of defects) {
    if (defect.item === null || !defect.costs) continue;
    const item = items.get(defect.item) ?? { first: defect, effects: [] };
    items.set(defect.item, item);
    for (const text of [defect.plain, defect.effect])
      if (text && !item.effects.includes(text) && item.effects.length < MOST_EFFECTS) item.effects.push(text);
  }
  return [...items.values()];
}

const MOST_EFFECTS = 6;
const MOST_DETAILS = 500;

export interface Detail {
  where: string;
  what: string;
  effect: string;
}

/** Returns defects outside of messages and defects without effect, as details for a technician. */
export function technicalDetails(defects: DefectView[]): Detail[] {
  const details = defects
    .filter((d) => d.item === null || !d.costs)
    .map((d) => ({
      where: d.folder || "The file itself",
      what: `${d.structure}: ${d.what}${d.offset === null ? "" : ` (byte ${number(d.offset)})`}`,
      effect: d.costs ? d.effect : "",
    }));
  return details.slice(0, MOST_DETAILS);
}

export interface Line {
  label: string;
  value: string;
}

/** Returns the lines below the totals. */
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
  if (recovered > 0) lines.push({ label: "Recovered", value: number(recovered) });
  const attachments = sum(report);
  if (attachments.found > 0) {
    const lost = attachments.unreadable > 0 ? `, ${number(attachments.unreadable)} could not be read` : "";
    lines.push({ label: "Attachments", value: `${number(attachments.found)}${lost}` });
  }
  const others = report.sources.reduce((all, s) => all + s.not_mail.count, 0);
  if (others > 0) lines.push({ label: "Other files that are not mail", value: number(others) });
  return lines;
}

const OTHERS: Record<string, [string, string]> = {
  pictures: ["picture", "pictures"],
  documents: ["document", "documents"],
  calendars: ["calendar", "calendars"],
  contacts: ["file of address cards", "files of address cards"],
  media: ["audio or video file", "audio and video files"],
  archives: ["archive that Foundmail cannot open", "archives that Foundmail cannot open"],
  programs: ["program", "programs"],
  mail_program: ["list or settings file of a mail program", "lists and settings files of mail programs"],
  attachments: ["attachment next to its message", "attachments next to their messages"],
  empty: ["empty file", "empty files"],
  text: ["text file", "text files"],
  other: ["other file", "other files"],
};

/** Returns the kinds of the files that are not mail, each with its count: "12 pictures". */
export function otherKinds(report: ImportReport): string[] {
  const counts = new Map<string, number>();
  for (const { not_mail } of report.sources)
    for (const { kind, count } of not_mail.by_kind) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts].map(([kind, count]) => {
    const [one, more] = OTHERS[kind] ?? ["other file", "other files"];
    return many(count, one, more);
  });
}

/**
 * Counts the attachments whose text is searchable, and the attachments whose text could not be read
 * completely.
 */
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

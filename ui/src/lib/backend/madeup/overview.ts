import type { Overview } from "../../bindings/Overview";
import { FOLDERS } from "./conversations";
import type { Mail } from "./mail";
import { tagsOf } from "./marks";

export const MISSING =
  "This file is incomplete: only 9 of 14 MB exist. 51 messages were recovered; messages in the missing " +
  "part are lost. Ask for a fresh copy of the file.";

/**
 * Returns the content of the left pane for the mail of one mailbox. `missing` is a sentence about its missing
 * parts.
 */
export function overviewOf(mail: Mail[], missing: string | null): Overview {
  const of = (id: number) => mail.filter((m) => m.folder === id).length;
  const below = (id: number) => FOLDERS.filter((f) => f.parent === id).reduce((sum, f) => sum + of(f.id), 0);
  const folders = FOLDERS.map((f) => ({
    ...f,
    count: of(f.id),
    total: of(f.id) + below(f.id),
  }));
  const source = {
    id: 1,
    name: "office.pst",
    query: "source:office.pst",
    path: "/home/nora/Mail/office.pst",
    format: "pst",
    count: mail.length,
    state: missing === null ? ("whole" as const) : ("incomplete" as const),
    missing,
    unfinished: false,
    replaced_by: null,
    folders,
  };
  return {
    sources: mail.length > 0 ? [source] : [],
    messages: mail.length,
    conversations: new Set(mail.map((m) => m.thread)).size,
    damaged: mail.filter((m) => m.missing.length > 0).length,
    damaged_messages: mail.filter((m) => m.missing.length > 0).length,
    indexed: mail.length > 0 ? 1 : 0,
    texts_left: 0,
    starred: mail.filter((m) => m.starred).length,
    tags: tagsOf(mail),
  };
}

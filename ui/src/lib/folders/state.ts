import type { ImportView } from "../bindings/ImportView";
import type { SourceView } from "../bindings/SourceView";

/** What the footer says of all mail. */
export interface MailState {
  running: ImportView[];
  /** Imports that ended early and can be continued. */
  unfinished: ImportView[];
  /** Mailboxes that are not whole. */
  incomplete: SourceView[];
  /** How much of the mail can be found by searching, 0 to 1. */
  searchable: number;
}

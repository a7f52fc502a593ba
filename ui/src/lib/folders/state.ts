import type { ImportView } from "../bindings/ImportView";
import type { SourceView } from "../bindings/SourceView";

/** The state of all mail, as the footer shows it. */
export interface MailState {
  running: ImportView[];
  /** Imports that ended early and can be continued. */
  unfinished: ImportView[];
  /** Mailboxes that are not whole. */
  incomplete: SourceView[];
  /** The counts are not the newest. */
  due: boolean;
  /** How much of the mail can be found by searching, 0 to 1. */
  searchable: number;
}

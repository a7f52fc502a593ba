import type { ImportView } from "../bindings/ImportView";
import type { SourceView } from "../bindings/SourceView";

/** The state of all mail for the footer. */
export interface MailState {
  running: ImportView[];
  /** Unfinished imports that can be continued. */
  unfinished: ImportView[];
  /** The incomplete mailboxes. */
  incomplete: SourceView[];
  /** True if the counts are out of date. */
  due: boolean;
  /** The part of the mail that is searchable, 0 to 1. */
  searchable: number;
}

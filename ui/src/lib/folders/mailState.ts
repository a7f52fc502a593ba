import type { ImportView } from "../bindings/ImportView";
import type { SourceView } from "../bindings/SourceView";

/** The state of all mail, which the footer shows. */
export interface MailState {
  running: ImportView[];
  /** The unfinished imports that can be continued. */
  unfinished: ImportView[];
  /** The incomplete mailboxes. */
  incomplete: SourceView[];
  /** True if the counts are out of date. */
  due: boolean;
  /** The share of the mail that is searchable, from 0 to 1. */
  searchable: number;
}

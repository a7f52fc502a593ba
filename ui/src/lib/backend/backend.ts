import type { BodyView } from "../bindings/BodyView";
import type { Completion } from "../bindings/Completion";
import type { Completions } from "../bindings/Completions";
import type { Conversation } from "../bindings/Conversation";
import type { EditedQuery } from "../bindings/EditedQuery";
import type { ErrorView } from "../bindings/ErrorView";
import type { ExportDone } from "../bindings/ExportDone";
import type { ExportFormat } from "../bindings/ExportFormat";
import type { ExportPlan } from "../bindings/ExportPlan";
import type { Facets } from "../bindings/Facets";
import type { FoundMailbox } from "../bindings/FoundMailbox";
import type { HeaderView } from "../bindings/HeaderView";
import type { ImportView } from "../bindings/ImportView";
import type { ListPage } from "../bindings/ListPage";
import type { ListRequest } from "../bindings/ListRequest";
import type { NothingFound } from "../bindings/NothingFound";
import type { Overview } from "../bindings/Overview";
import type { QueryEdit } from "../bindings/QueryEdit";
import type { QueryTermView } from "../bindings/QueryTermView";
import type { RemovedView } from "../bindings/RemovedView";
import type { SavedFile } from "../bindings/SavedFile";
import type { SearchChange } from "../bindings/SearchChange";
import type { Searches } from "../bindings/Searches";
import type { Selection } from "../bindings/Selection";

/** What happens without being asked for. */
export interface Events {
  /** An import has moved on, or ended. */
  import: ImportView;
  /** The owner clicked a link in a mail. */
  link: { url: string };
  /** Everything that is stored can be found by searching. */
  caught_up: null;
  /** The window was asked to close while mail is being added. */
  closing: null;
  /** Files are held over the window. */
  drag: { state: "over" | "leave" | "drop" };
}

/** The program behind the window. Each call that fails throws an `ErrorView`. */
export interface Backend {
  /** Says that the page listens: what the program was started with may begin. */
  ready(): Promise<void>;
  overview(): Promise<Overview>;
  list(request: ListRequest): Promise<ListPage>;
  /** Help for a list that is empty. */
  nothingFound(request: ListRequest): Promise<NothingFound>;
  /** How the messages of a list spread. */
  facets(request: ListRequest): Promise<Facets>;
  /** Completions of the word before the cursor, which counts UTF-16 units, with what the query finds once one is taken. */
  complete(request: ListRequest, cursor: number): Promise<Completions>;
  /** Values of an operator that begin with a text, with the number of messages that the query finds with each. */
  completeValue(request: ListRequest, operator: string, value: string): Promise<Completion[]>;
  /** The conditions of a query, with their ranges in UTF-16 units. */
  readQuery(query: string): Promise<QueryTermView[]>;
  /** A query after a change of its conditions. */
  editQuery(query: string, edit: QueryEdit): Promise<EditedQuery>;
  /** Searches that are kept. */
  searches(): Promise<Searches>;
  changeSearches(change: SearchChange): Promise<Searches>;
  conversation(thread: number, query: string): Promise<Conversation>;
  body(message: number, query: string): Promise<BodyView>;
  headers(message: number): Promise<HeaderView[]>;
  /** The message as it was found, as text; at most its first megabyte. */
  sourceText(message: number): Promise<string>;
  /** Address of the locked frame that shows a formatted message. */
  frameUrl(message: number, query: string): string;

  /** Opens the system's dialog, then imports what was chosen. */
  addFiles(): Promise<void>;
  addFolder(): Promise<void>;
  addSample(): Promise<void>;
  /** Mailboxes that lie on this computer, the largest first. */
  findMailboxes(): Promise<FoundMailbox[]>;
  /** Imports mailboxes by their places in the list that was found last. */
  addFound(places: number[]): Promise<void>;
  /** Running and past imports, newest first. */
  imports(): Promise<ImportView[]>;
  /** Reads a file of an ended import once more, with what had been deleted from it. `source` counts from 0. */
  lookForDeleted(id: number, source: number): Promise<void>;
  /** Halts an import; what was read so far can be read and searched. */
  pauseImport(id: number): Promise<void>;
  resumeImport(id: number): Promise<void>;
  cancelImport(id: number): Promise<void>;
  /** Continues an import that ended early. */
  continueImport(id: number): Promise<void>;
  /** Ends the running import, so that it can be continued, and closes the window. */
  closeWindow(): Promise<void>;
  /** Takes a source out of the archive. Its file is not touched. */
  removeSource(source: number): Promise<RemovedView>;

  /** Saves into the downloads folder and never overwrites. */
  saveAttachment(message: number, index: number): Promise<SavedFile>;
  saveAllAttachments(message: number): Promise<SavedFile>;

  exportPlan(selection: Selection, format: ExportFormat): Promise<ExportPlan>;
  /** Opens the system's folder dialog; null if it was left without a choice. */
  chooseTarget(): Promise<string | null>;
  exportRun(selection: Selection, format: ExportFormat): Promise<ExportDone>;

  /** Calls back at each event until the returned function is called. */
  on<K extends keyof Events>(event: K, then: (payload: Events[K]) => void): () => void;
}

/** Whatever was thrown, as an error that can be shown. */
export function asError(thrown: unknown): ErrorView {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    const code = "code" in thrown ? String(thrown.code) : "failed";
    return { code, message: String(thrown.message) };
  }
  return { code: "failed", message: String(thrown) };
}

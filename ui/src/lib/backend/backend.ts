import type { BodyView } from "../bindings/BodyView";
import type { Completion } from "../bindings/Completion";
import type { Completions } from "../bindings/Completions";
import type { Conversation } from "../bindings/Conversation";
import type { EditedQuery } from "../bindings/EditedQuery";
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

/** The events that the program sends without a request. */
export interface Events {
  /** An import has made progress or has finished. */
  import: ImportView;
  /** The owner clicked a link in a message. */
  link: { url: string };
  /** The search index contains everything that is stored. */
  caught_up: null;
  /** The owner tried to close the window during an import. */
  closing: null;
  /** Files are dragged over the window. */
  drag: { state: "over" | "leave" | "drop" };
}

/** The program behind the window. A call that fails throws an `ErrorView`. */
export interface Backend {
  /** Reports that the page listens to events, so that the program can start its first imports. */
  ready(): Promise<void>;
  overview(): Promise<Overview>;
  list(request: ListRequest): Promise<ListPage>;
  /** Returns suggestions for a search without results. */
  nothingFound(request: ListRequest): Promise<NothingFound>;
  /** Returns the facets of a list: values with the number of messages that have them. */
  facets(request: ListRequest): Promise<Facets>;
  /** Returns completions of the word before the cursor (in UTF-16 units), each with the number of results it would give. */
  complete(request: ListRequest, cursor: number): Promise<Completions>;
  /** Returns values of an operator that begin with a text, each with the number of results it would give. */
  completeValue(request: ListRequest, operator: string, value: string): Promise<Completion[]>;
  /** Returns the conditions of a query, with their ranges in UTF-16 units. */
  readQuery(query: string): Promise<QueryTermView[]>;
  /** Returns a query after a change of its conditions. */
  editQuery(query: string, edit: QueryEdit): Promise<EditedQuery>;
  /** Returns the saved and recent searches. */
  searches(): Promise<Searches>;
  changeSearches(change: SearchChange): Promise<Searches>;
  conversation(thread: number, query: string): Promise<Conversation>;
  body(message: number, query: string): Promise<BodyView>;
  headers(message: number): Promise<HeaderView[]>;
  /** Returns the bytes of a message as text, at most its first megabyte. */
  sourceText(message: number): Promise<string>;
  /** Returns the address of the locked frame for a formatted message. */
  frameUrl(message: number, query: string): string;

  /** Opens the system's file dialog, and imports the chosen files. */
  addFiles(): Promise<void>;
  addFolder(): Promise<void>;
  addSample(): Promise<void>;
  /** Returns the mailboxes on this computer, the largest first. */
  findMailboxes(): Promise<FoundMailbox[]>;
  /** Imports mailboxes of the last result of `findMailboxes`, by their indexes. */
  addFound(indexes: number[]): Promise<void>;
  /** The running and past imports, newest first. */
  imports(): Promise<ImportView[]>;
  /** Reads a source of a finished import again, including deleted items. `source` is its index in the report. */
  lookForDeleted(id: number, source: number): Promise<void>;
  /** Pauses an import. The messages read so far can be opened and searched. */
  pauseImport(id: number): Promise<void>;
  resumeImport(id: number): Promise<void>;
  cancelImport(id: number): Promise<void>;
  /** Continues an unfinished import. */
  continueImport(id: number): Promise<void>;
  /** Stops the running import, so that it can be continued later, and closes the window. */
  closeWindow(): Promise<void>;
  /** Removes a source from the archive. Its file is not changed. */
  removeSource(source: number): Promise<RemovedView>;

  /** Saves an attachment to the downloads folder. Never overwrites a file. */
  saveAttachment(message: number, index: number): Promise<SavedFile>;
  saveAllAttachments(message: number): Promise<SavedFile>;

  exportPlan(selection: Selection, format: ExportFormat): Promise<ExportPlan>;
  /** Opens the system's folder dialog. Returns null if the owner cancelled it. */
  chooseTarget(): Promise<string | null>;
  exportRun(selection: Selection, format: ExportFormat): Promise<ExportDone>;

  /** Calls `then` at each event until the returned function is called. */
  on<K extends keyof Events>(event: K, then: (payload: Events[K]) => void): () => void;
}

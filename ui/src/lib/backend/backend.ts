import type { AttachmentPreview } from "../bindings/AttachmentPreview";
import type { BodyView } from "../bindings/BodyView";
import type { Completion } from "../bindings/Completion";
import type { Completions } from "../bindings/Completions";
import type { Conversation } from "../bindings/Conversation";
import type { EditedQuery } from "../bindings/EditedQuery";
import type { ExportChoices } from "../bindings/ExportChoices";
import type { ExportDone } from "../bindings/ExportDone";
import type { ExportFormat } from "../bindings/ExportFormat";
import type { ExportPlan } from "../bindings/ExportPlan";
import type { ExportPreview } from "../bindings/ExportPreview";
import type { ExportProgress } from "../bindings/ExportProgress";
import type { Facets } from "../bindings/Facets";
import type { FoundMailboxes } from "../bindings/FoundMailboxes";
import type { HeaderView } from "../bindings/HeaderView";
import type { ImportView } from "../bindings/ImportView";
import type { LinkView } from "../bindings/LinkView";
import type { ListPage } from "../bindings/ListPage";
import type { ListRequest } from "../bindings/ListRequest";
import type { NothingFound } from "../bindings/NothingFound";
import type { Overview } from "../bindings/Overview";
import type { PagePicture } from "../bindings/PagePicture";
import type { QueryEdit } from "../bindings/QueryEdit";
import type { QueryTermView } from "../bindings/QueryTermView";
import type { RemovedView } from "../bindings/RemovedView";
import type { SavedFile } from "../bindings/SavedFile";
import type { SearchChange } from "../bindings/SearchChange";
import type { Searches } from "../bindings/Searches";
import type { Selection } from "../bindings/Selection";

/** The events that the program sends without a request. */
export interface Events {
  /** Sent while an export is written. */
  export: ExportProgress;
  /** An import has made progress or has finished. */
  import: ImportView;
  /** The owner clicked a link in a message. */
  link: { message: number; index: number };
  /** The search index now contains all stored mail. */
  caught_up: null;
  /** The owner tried to close the window while an import is running. */
  closing: null;
  /** The program asks whether the page still works. */
  ping: null;
  /** Files are dragged over the window. */
  drag: { state: "over" | "leave" | "drop" };
}

/** An export that the owner prepares. */
export interface ExportWanted {
  selection: Selection;
  format: ExportFormat;
  choices: ExportChoices;
}

/** The requests to the program behind the window. A request that fails throws an `ErrorView`. */
export interface Backend {
  /** Answers a ping. */
  alive(): Promise<void>;
  /** Keeps the place in the window, in case that the page must be loaded again. */
  keepPlace(place: string): Promise<void>;
  /** Returns the place if the page was loaded again because it hung or its process ended. */
  cameBack(): Promise<{ place: string | null } | null>;
  /** Tells the program that the page now receives events, so that the first imports can start. */
  ready(): Promise<void>;
  overview(): Promise<Overview>;
  list(request: ListRequest): Promise<ListPage>;
  /** Returns suggestions for a search without results. */
  nothingFound(request: ListRequest): Promise<NothingFound>;
  /** Returns the facets of a list: values, each with the number of messages that have it. */
  facets(request: ListRequest): Promise<Facets>;
  /**
   * Returns completions of the word before the cursor, each with the number of results after choosing it.
   * `cursor` is in UTF-16 units.
   */
  complete(request: ListRequest, cursor: number): Promise<Completions>;
  /**
   * Returns values of an operator that begin with `value`, each with the number of results after choosing it.
   */
  completeValue(request: ListRequest, operator: string, value: string): Promise<Completion[]>;
  /** Returns the conditions of a query, each with its range in UTF-16 units. */
  readQuery(query: string): Promise<QueryTermView[]>;
  /** Returns the query after a change of its conditions. */
  editQuery(query: string, edit: QueryEdit): Promise<EditedQuery>;
  /** Returns the saved and recent searches. */
  searches(): Promise<Searches>;
  changeSearches(change: SearchChange): Promise<Searches>;
  conversation(thread: number, query: string): Promise<Conversation>;
  body(message: number, query: string): Promise<BodyView>;
  headers(message: number): Promise<HeaderView[]>;
  /** Returns the first megabyte of a message's bytes as text. */
  sourceText(message: number): Promise<string>;
  /** Returns the true address of a link that was clicked in a message. */
  linkTarget(message: number, index: number): Promise<LinkView>;
  /** Opens a link in the browser of the system. */
  openLink(message: number, index: number): Promise<void>;

  /** Opens the system's file dialog, and imports the chosen files. */
  addFiles(): Promise<void>;
  addFolder(): Promise<void>;
  addSample(): Promise<void>;
  /** Returns the mailboxes on this computer, the largest first. */
  findMailboxes(): Promise<FoundMailboxes>;
  /** Imports mailboxes from the last result of `findMailboxes`. `indexes` are positions in this list. */
  addFound(indexes: number[]): Promise<void>;
  /** Returns the running and past imports, newest first. */
  imports(): Promise<ImportView[]>;
  /**
   * Imports a source of a finished import again, and also recovers deleted items. `source` is its index in
   * the report.
   */
  lookForDeleted(id: number, source: number): Promise<void>;
  /** Pauses an import. The messages that were already read can be opened and searched. */
  pauseImport(id: number): Promise<void>;
  resumeImport(id: number): Promise<void>;
  cancelImport(id: number): Promise<void>;
  /** Continues an unfinished import. */
  continueImport(id: number): Promise<void>;
  /** Stops the running import and closes the window. The import can be continued later. */
  closeWindow(): Promise<void>;
  /** Removes a source from the archive. The imported file is not changed. */
  removeSource(source: number): Promise<RemovedView>;

  /**
   * Reads an attachment for its preview. The first number of `at` is the index of the attachment in the message. Each
   * further number is the index of an attachment in the attached message before it, or of an entry in the ZIP file
   * before it.
   */
  previewAttachment(message: number, at: number[], query: string): Promise<AttachmentPreview>;
  /** Draws a page of an attachment, `width` pixels wide. The first page is 0. */
  previewPage(message: number, at: number[], page: number, width: number): Promise<PagePicture>;
  /** Opens a copy of an attachment in the system's program. Fails if the attachment can run a program. */
  openAttachment(message: number, at: number[]): Promise<void>;
  /** Saves an attachment to the downloads folder. Never overwrites a file. */
  saveAttachment(message: number, at: number[]): Promise<SavedFile>;
  /** Saves an attachment to a file that the owner chooses. Returns null if the owner cancelled the dialog. */
  saveAttachmentAs(message: number, at: number[]): Promise<SavedFile | null>;
  saveAllAttachments(message: number): Promise<SavedFile>;
  /** Opens the folder of the file that was saved last. */
  showSaved(): Promise<void>;
  /** Opens an answer to a message as a draft in the system's mail program. */
  answerMessage(message: number): Promise<void>;
  /** Saves a message as an EML file that the owner chooses. Returns null if the owner cancelled the dialog. */
  saveMessageAs(message: number): Promise<SavedFile | null>;

  /** Adds a star to messages or removes it. Returns the number of changed messages. */
  setStar(selection: Selection, on: boolean): Promise<number>;
  /** Adds a tag to messages or removes it. Returns the number of changed messages. */
  setTag(selection: Selection, tag: string, on: boolean): Promise<number>;
  /** Renames a tag. Returns the number of changed messages. */
  renameTag(from: string, to: string): Promise<number>;

  exportPlan(wanted: ExportWanted): Promise<ExportPlan>;
  /** Draws the first page of an export. Returns null if the format has no pages. */
  exportPreview(wanted: ExportWanted): Promise<ExportPreview | null>;
  /** Opens the system's folder dialog. Returns null if the owner cancelled the dialog. */
  chooseTarget(): Promise<string | null>;
  /** Exports a selection. The event `export` has the progress. */
  exportRun(wanted: ExportWanted): Promise<ExportDone>;
  /** Cancels the running export, which then fails and deletes its files. */
  cancelExport(): Promise<void>;
  /** Opens the last export with the system's program for such files. */
  openExport(): Promise<void>;
  /** Opens the folder that contains the last export. */
  showExport(): Promise<void>;
  /** Opens the pages of a selection in the system's program for PDF files, which prints them. */
  printMessages(selection: Selection): Promise<void>;

  /** Sets the size of everything in the window, in percent from 50 to 300. */
  setZoom(percent: number): Promise<void>;

  /** Calls `then` for each event. The returned function ends this. */
  on<K extends keyof Events>(event: K, then: (payload: Events[K]) => void): () => void;
}

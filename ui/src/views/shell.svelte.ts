import { asError, type Backend } from "../lib/backend";
import type { ErrorView } from "../lib/bindings/ErrorView";
import type { LinkView } from "../lib/bindings/LinkView";
import type { Overview } from "../lib/bindings/Overview";
import type { PartCount } from "../lib/bindings/PartCount";
import type { QueryEdit } from "../lib/bindings/QueryEdit";
import type { SourceView } from "../lib/bindings/SourceView";
import type { Selection } from "../lib/bindings/Selection";
import { ExportController } from "../lib/export/export.svelte";
import type { RemovalController } from "../lib/folders/removal.svelte";
import type { MailState } from "../lib/folders/mailState";
import { type Node, TreeController } from "../lib/folders/tree.svelte";
import { History } from "../lib/history.svelte";
import { FindController } from "../lib/import/find.svelte";
import { ImportsController } from "../lib/import/imports.svelte";
import { Layout } from "../lib/layout.svelte";
import { ListController } from "../lib/list/list.svelte";
import { ListSelection } from "../lib/list/selection.svelte";
import type { TaggingController } from "../lib/list/tagging.svelte";
import { changeOf } from "../lib/place";
import type { PreviewController } from "../lib/preview/preview.svelte";
import { ReaderController } from "../lib/reader/reader.svelte";
import { CompleteController } from "../lib/search/complete.svelte";
import { FacetsController } from "../lib/search/facets.svelte";
import { SearchesController } from "../lib/search/searches.svelte";
import { Toasts } from "../lib/toasts.svelte";
import { many } from "../lib/words";

export type SheetView =
  | { kind: "keys" }
  | { kind: "recent" }
  | { kind: "find"; find: FindController }
  | { kind: "imports" }
  | { kind: "missing" }
  /** `before` is the sheet that was open. */
  | { kind: "closing"; before: SheetView | null }
  | { kind: "result"; id: number }
  | { kind: "remove"; removal: RemovalController }
  | { kind: "tag"; tagging: TaggingController }
  | { kind: "export"; job: ExportController }
  | { kind: "link"; link: LinkView; open: () => Promise<void>; before: SheetView | null }
  | { kind: "preview"; preview: PreviewController }
  | { kind: "runs"; programs: string[]; all: boolean; save: () => Promise<void>; before: SheetView | null };

/** The state of the whole window, and the actions of the owner. */
export class Shell {
  overview = $state.raw<Overview | null>(null);
  /** True if the window shows mail, false if it shows the first page. */
  opened = $state(false);
  /** The error because of which no mail can be shown. */
  failed = $state.raw<ErrorView | null>(null);
  sheet = $state.raw<SheetView | null>(null);
  dragging = $state(false);
  /** In a narrow window: true if the reader is shown in place of the list. */
  reading = $state(false);
  /** In a narrow window: true if the folders cover the list. */
  drawer = $state(false);

  readonly list: ListController;
  readonly selection: ListSelection;
  readonly reader: ReaderController;
  readonly imports: ImportsController;
  readonly tree = new TreeController(() => this.overview);
  readonly layout = new Layout();
  readonly history = new History(changeOf);
  readonly toasts = new Toasts();
  readonly searches: SearchesController;
  readonly complete: CompleteController;
  readonly facets: FacetsController;
  /** The time at which the counts were last requested, in milliseconds since 1970. */
  lastReload = 0;
  private reloads = 0;
  /** The mail for which the results of the saved searches were counted last. */
  private countedMail = "";
  /** True if the counts on screen are out of date. */
  due = $state(false);
  /** The id of the toast that offers to continue an import. */
  offer = 0;
  /** The id of the toast that shows the text size. */
  sized = 0;
  private opening = 0;

  constructor(readonly backend: Backend) {
    this.list = new ListController(backend);
    this.selection = new ListSelection(this.list);
    this.reader = new ReaderController(backend);
    this.imports = new ImportsController(backend);
    this.searches = new SearchesController(backend, this.toasts);
    this.facets = new FacetsController(backend);
    this.complete = new CompleteController(
      backend,
      (query) => ({ ...this.list.requestWithout(), query, typing: false }),
      () => this.searches.offers,
      (query, label) => this.facets.learn([{ query, label }]),
    );
  }

  /** The share of the mail that is searchable, from 0 to 1. During an import: of the files of that import. */
  get searchable(): number {
    return this.imports.running[0]?.indexed ?? this.overview?.indexed ?? 1;
  }

  /** The incomplete mailboxes that have no better copy in the archive and no import that can be continued. */
  get incomplete(): SourceView[] {
    const sources = this.overview?.sources ?? [];
    const continues = this.imports.unfinished.length > 0 || this.imports.running.length > 0;
    return sources.filter(
      (source) => source.missing !== null && source.replaced_by === null && !(source.unfinished && continues),
    );
  }

  /** The state that the footer shows. */
  get mailState(): MailState {
    const { running, unfinished } = this.imports;
    return {
      running,
      unfinished,
      incomplete: this.incomplete,
      searchable: this.searchable,
      due: this.due,
    };
  }

  openMail(): void {
    this.sheet = null;
    this.opened = true;
    void Promise.all([this.list.load(), this.searches.load()]).then(() => this.searches.count());
  }

  async reloadOverview(): Promise<void> {
    this.lastReload = Date.now();
    const turn = (this.reloads += 1);
    this.due = true;
    try {
      const overview = await this.backend.overview();
      // An answer to an older request is out of date.
      if (turn !== this.reloads) return;
      this.overview = overview;
      this.due = false;
      // During an import, each count would soon be out of date.
      const mail = `${overview.messages} ${overview.indexed}`;
      if (mail === this.countedMail || this.imports.running.length > 0) return;
      this.countedMail = mail;
      void this.searches.count();
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
    }
  }

  search = (query: string) => void this.resetRows().search(query);
  /** Searches for a text that the owner is typing. */
  type = (query: string) => void this.resetRows().search(query, true);
  /** Changes the conditions of the search. */
  narrow = (edit: QueryEdit) => this.attempt(() => this.resetRows().narrow(edit));
  /** Repeats a search without results, without one of its conditions. */
  leaveOut = ({ query, typing }: PartCount) => void this.resetRows().search(query, typing);

  /** Prepares for other rows: clears the selection, and stops opening a row. Returns the list. */
  resetRows(): ListController {
    this.opening += 1;
    this.selection.clear();
    this.selection.cursor = -1;
    // The open conversation may not be among the new results. Its Export button would export it instead of them.
    this.reader.close();
    this.reading = false;
    return this.list;
  }

  choose(node: Node): void {
    this.resetRows();
    this.drawer = false;
    void this.list.inFolder(node.source, node.folder);
  }

  /** Shows the results of a search in all mail. If there is only one result, opens it. */
  async find(query: string): Promise<void> {
    this.sheet = null;
    this.opened = true;
    this.resetRows();
    const all = this.tree.nodes[0];
    if (all) this.tree.chosen = all.key;
    this.list.source = null;
    this.list.folder = null;
    void this.list.search(query);
    if (!(await this.list.arrived()) || this.list.query !== query || this.list.total !== 1) return;
    this.selection.to(0);
    this.reading = true;
    await this.open(0);
  }

  showAllMail(): void {
    const all = this.tree.nodes[0];
    if (!all) return;
    this.tree.chosen = all.key;
    this.choose(all);
  }

  /** Opens a row in the reader after `wait` ms. If an arrow key is held down, only the last row is loaded. */
  async open(index: number, wait = 0): Promise<void> {
    const turn = (this.opening += 1);
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    if (turn !== this.opening || index < 0) return;
    try {
      const row = await this.list.rowAt(index);
      if (row && turn === this.opening)
        await this.reader.show(row.thread, row.message, this.list.understood, row.snippet_of);
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
    }
  }

  export(selection: Selection, what: string): void {
    const job = new ExportController(this.backend, selection, what);
    this.sheet = { kind: "export", job };
    void job.prepare();
  }

  /** Exports the selected conversations, otherwise all results that the list shows. */
  async exportList(): Promise<void> {
    const some = this.selection.count > 0 && !this.selection.all;
    if (!some && !(await this.list.arrived())) return;
    const selected = this.selection.current();
    const count = selected ? this.selection.count : this.list.total;
    if (count > 0) this.export(selected ?? this.list.allResults(), many(count, "conversation"));
  }

  exportOpen(): void {
    const thread = this.reader.thread;
    if (thread !== null) this.export({ what: "threads", ids: [thread] }, many(1, "conversation"));
  }

  addFiles = () => this.attempt(() => this.backend.addFiles());
  addFolder = () => this.attempt(() => this.backend.addFolder());
  addSample = () => this.attempt(() => this.backend.addSample());
  findMailboxes = () => {
    const find = new FindController(this.backend);
    this.sheet = { kind: "find", find };
    return find.look();
  };
  addFound = (indexes: number[]) => {
    this.sheet = null;
    return this.attempt(() => this.backend.addFound(indexes));
  };
  lookForDeleted = (id: number, source: number) => {
    this.sheet = null;
    return this.attempt(() => this.imports.lookForDeleted(id, source));
  };
  pauseImport = (id: number) => this.attempt(() => this.imports.pause(id));
  resumeImport = (id: number) => this.attempt(() => this.imports.resume(id));
  continueImport = (id: number) => {
    this.sheet = null;
    return this.attempt(() => this.imports.continue(id));
  };
  closeWindow = () => this.attempt(() => this.backend.closeWindow());
  cancelImport = (id: number) => this.attempt(() => this.imports.cancel(id));

  /** Runs an action, and shows its error if it fails. */
  async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
    }
  }
}

import { asError, type Backend } from "../lib/backend";
import type { AttachmentView } from "../lib/bindings/AttachmentView";
import type { MessageView } from "../lib/bindings/MessageView";
import type { Overview } from "../lib/bindings/Overview";
import type { PartCount } from "../lib/bindings/PartCount";
import type { QueryEdit } from "../lib/bindings/QueryEdit";
import type { RemovedView } from "../lib/bindings/RemovedView";
import type { SourceView } from "../lib/bindings/SourceView";
import type { Selection } from "../lib/bindings/Selection";
import { ExportController } from "../lib/export/export.svelte";
import { RemovalController, removedText } from "../lib/folders/removal.svelte";
import type { MailState } from "../lib/folders/state";
import { type Node, TreeController } from "../lib/folders/tree.svelte";
import { FindController } from "../lib/import/find.svelte";
import { ImportsController } from "../lib/import/imports.svelte";
import { Layout } from "../lib/layout.svelte";
import { ListController } from "../lib/list/list.svelte";
import { Picks } from "../lib/list/picks.svelte";
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
  | { kind: "closing" }
  | { kind: "result"; id: number }
  | { kind: "remove"; removal: RemovalController }
  | { kind: "export"; job: ExportController }
  | { kind: "link"; url: string }
  | { kind: "runs"; message: MessageView; attachment: AttachmentView | null };

/** The whole window: what is shown, and what happens when something is asked for. */
export class Shell {
  overview = $state.raw<Overview | null>(null);
  /** The owner looks at mail, not at the first page. */
  opened = $state(false);
  failed = $state.raw<string | null>(null);
  sheet = $state.raw<SheetView | null>(null);
  dragging = $state(false);
  /** In a narrow window: the reader is seen, or the list. */
  reading = $state(false);
  /** In a narrow window: the folders lie over the list. */
  drawer = $state(false);

  readonly list: ListController;
  readonly picks: Picks;
  readonly reader: ReaderController;
  readonly imports: ImportsController;
  readonly tree = new TreeController(() => this.overview);
  readonly layout = new Layout();
  readonly toasts = new Toasts();
  readonly searches: SearchesController;
  readonly complete: CompleteController;
  readonly facets: FacetsController;
  /** When the counts were looked at last, in milliseconds since 1970. */
  lastLook = 0;
  private looks = 0;
  /** The counts that are shown are not the newest. */
  due = $state(false);
  /** The news that offers to continue an import. */
  offer = 0;
  private opening = 0;

  constructor(readonly backend: Backend) {
    this.list = new ListController(backend);
    this.picks = new Picks(this.list);
    this.reader = new ReaderController(backend);
    this.imports = new ImportsController(backend);
    this.searches = new SearchesController(backend, this.toasts);
    this.facets = new FacetsController(backend);
    this.complete = new CompleteController(
      backend,
      (query) => ({ ...this.list.asked(), query, typing: false }),
      () => this.searches.offers,
      (query, label) => this.facets.learn([{ query, label }]),
    );
  }

  /** How much of the mail can be found by searching: of all files while mail comes in. */
  get searchable(): number {
    return this.imports.running[0]?.indexed ?? this.overview?.indexed ?? 1;
  }

  /** Mailboxes that are not whole, have no better copy here, and whose import cannot be continued. */
  get incomplete(): SourceView[] {
    const sources = this.overview?.sources ?? [];
    const continues = this.imports.unfinished.length > 0 || this.imports.running.length > 0;
    return sources.filter(
      (source) => source.missing !== null && source.replaced_by === null && !(source.unfinished && continues),
    );
  }

  /** Everything that the footer says. */
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
    void this.list.load();
    void this.searches.load();
  }

  async look(): Promise<void> {
    this.lastLook = Date.now();
    const turn = (this.looks += 1);
    this.due = true;
    try {
      const overview = await this.backend.overview();
      // An answer that was asked for earlier and comes later is out of date.
      if (turn === this.looks) this.overview = overview;
      if (turn === this.looks) this.due = false;
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
    }
  }

  search = (query: string) => void this.leaveRows().search(query);
  /** The owner types this into the search box. */
  type = (query: string) => void this.leaveRows().search(query, true);
  /** The owner changes the conditions of the search. */
  narrow = (edit: QueryEdit) => this.attempt(() => this.leaveRows().narrow(edit));
  /** The owner searches again without one condition of a search that found nothing. */
  leaveOut = ({ query, typing }: PartCount) => void this.leaveRows().search(query, typing);

  /** The list, of which no row stays picked or is still opened: others are on their way. */
  private leaveRows(): ListController {
    this.opening += 1;
    this.picks.clear();
    this.picks.cursor = -1;
    this.reading = false;
    return this.list;
  }

  choose(node: Node): void {
    this.leaveRows();
    this.drawer = false;
    void this.list.inFolder(node.source, node.folder);
  }

  /** Shows what a search finds in all mail, and opens it if it is one. */
  async find(query: string): Promise<void> {
    this.sheet = null;
    this.opened = true;
    this.leaveRows();
    const all = this.tree.nodes[0];
    if (all) this.tree.chosen = all.key;
    this.list.source = null;
    this.list.folder = null;
    void this.list.search(query);
    if (!(await this.list.settle()) || this.list.query !== query || this.list.total !== 1) return;
    this.picks.to(0);
    this.reading = true;
    await this.open(0);
  }

  everywhere(): void {
    const all = this.tree.nodes[0];
    if (!all) return;
    this.tree.chosen = all.key;
    this.choose(all);
  }

  /** Shows a row of the list in the reader; a held arrow key loads only where it stops. */
  async open(index: number, wait = 0): Promise<void> {
    const turn = (this.opening += 1);
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    if (turn !== this.opening || index < 0) return;
    try {
      const row = await this.list.rowAt(index);
      if (row && turn === this.opening) await this.reader.show(row.thread, row.message, this.list.understood);
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
    }
  }

  export(selection: Selection, what: string): void {
    const job = new ExportController(this.backend, selection, what);
    this.sheet = { kind: "export", job };
    void job.prepare();
  }

  /** What the owner has picked, else all that the search finds with every word whole. */
  async exportList(): Promise<void> {
    const some = this.picks.count > 0 && !this.picks.all;
    if (!some && !(await this.list.settle())) return;
    const picked = this.picks.selection();
    const count = picked ? this.picks.count : this.list.total;
    if (count > 0) this.export(picked ?? this.list.everything(), many(count, "conversation"));
  }

  exportOpen(): void {
    const thread = this.reader.thread;
    if (thread !== null) this.export({ what: "threads", ids: [thread] }, many(1, "conversation"));
  }

  /** Saves one attachment, or all if none is named. What runs is asked about first. */
  async save(message: MessageView, attachment: AttachmentView | null, warned = false): Promise<void> {
    const files = attachment ? [attachment] : message.attachments;
    if (!warned && files.some((file) => file.runs)) {
      this.sheet = { kind: "runs", message, attachment };
      return;
    }
    this.sheet = null;
    await this.attempt(async () => {
      const saved = attachment
        ? await this.backend.saveAttachment(message.id, attachment.index)
        : await this.backend.saveAllAttachments(message.id);
      this.toasts.say(`Saved as ${saved.path}`);
    });
  }

  addFiles = () => this.attempt(() => this.backend.addFiles());
  addFolder = () => this.attempt(() => this.backend.addFolder());
  addSample = () => this.attempt(() => this.backend.addSample());
  findMailboxes = () => {
    const find = new FindController(this.backend);
    this.sheet = { kind: "find", find };
    return find.look();
  };
  addFound = (places: number[]) => {
    this.sheet = null;
    return this.attempt(() => this.backend.addFound(places));
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

  /** Asks whether a source is to be taken out of the archive. */
  askToRemove({ source, name }: Node): void {
    if (source === null) return;
    this.drawer = false;
    const isShown = () => this.sheet?.kind === "remove" && this.sheet.removal === removal;
    const removal = new RemovalController(
      this.backend,
      source,
      name,
      (removed) => {
        if (isShown()) this.sheet = null;
        void this.removed(source, removed);
      },
      (why) => {
        if (!isShown()) this.toasts.say(why, null, true);
      },
    );
    this.sheet = { kind: "remove", removal };
  }

  private async removed(source: number, removed: RemovedView): Promise<void> {
    this.toasts.say(removedText(removed));
    this.leaveRows();
    // What is open may be gone.
    this.reader.close();
    await this.look();
    if (this.overview?.messages === 0) this.opened = false;
    if (this.list.source === source || !this.tree.isThere) this.everywhere();
    else if (this.opened) await this.list.load();
  }

  /** Does something, and says why where it fails. */
  async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (thrown) {
      this.toasts.say(asError(thrown).message, null, true);
    }
  }
}

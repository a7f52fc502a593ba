import type { BodyView } from "../bindings/BodyView";
import type { ConversationRow } from "../bindings/ConversationRow";
import type { ErrorCode } from "../bindings/ErrorCode";
import type { ErrorView } from "../bindings/ErrorView";
import type { ListPage } from "../bindings/ListPage";
import type { ListRequest } from "../bindings/ListRequest";
import type { NothingFound } from "../bindings/NothingFound";
import type { Overview } from "../bindings/Overview";
import type { SearchChange } from "../bindings/SearchChange";
import type { QueryEdit } from "../bindings/QueryEdit";
import type { Selection } from "../bindings/Selection";
import type { Backend, Events, ExportWanted } from "./backend";
import * as exports from "./madeup/exports";
import { mark, snippet, parseQuery } from "./madeup/search";
import { complete, completeValue, facetsOf, countWithoutEach, without } from "./madeup/completions";
import { ended, stopped } from "./madeup/imports";
import { foundMailboxes } from "./madeup/mailboxes";
import { FakeSearches } from "./madeup/searches";
import { FOLDERS } from "./madeup/conversations";
import type { Mail } from "./madeup/mail";
import { missingOf } from "./madeup/missing";
import { editQuery, readQuery } from "./madeup/queries";
import { ImportSimulation } from "./madeup/simulation";
import { MISSING, overviewOf } from "./madeup/overview";
import { FakeMarks, marksOf } from "./madeup/marks";
import { headersOf, pageOf } from "./madeup/raw";
import { gapless } from "./madeup/years";

interface Options {
  /** True for an empty archive. */
  empty?: boolean;
  /** The number of conversations in the list. */
  rows?: number;
  /** The delay of each answer in milliseconds. */
  slow?: number;
  /** True if each request must fail. */
  fail?: boolean;
  /** A sentence about the missing parts of the mailbox, or nothing for a complete mailbox. */
  missing?: string;
  /** True if the last import is unfinished. */
  stopped?: boolean;
}

/** A backend with made-up mail in memory, for the browser, the tests and screenshots. */
export class Fake extends FakeMarks implements Backend {
  target = "Documents / Foundmail export";
  private readonly storedSearches = new FakeSearches();
  private readonly simulation: ImportSimulation;
  private listeners: { event: keyof Events; then: (payload: never) => void }[] = [];

  constructor(readonly options: Options = {}) {
    super();
    this.simulation = new ImportSimulation(
      options.empty ? [] : [options.stopped ? stopped(1) : ended(1)],
      (view) => this.emit("import", view),
      () => (options.empty = false),
    );
  }

  static fromAddress(address: URLSearchParams): Fake {
    const n = (name: string) => Number(address.get(name) ?? 0);
    return new Fake({
      empty: address.has("empty"),
      rows: n("rows"),
      slow: n("slow"),
      fail: address.has("fail"),
      stopped: address.has("stopped"),
      ...(address.has("missing") ? { missing: MISSING } : {}),
    });
  }

  on<K extends keyof Events>(event: K, then: (payload: Events[K]) => void): () => void {
    const entry = { event, then };
    this.listeners.push(entry);
    return () => {
      this.listeners = this.listeners.filter((l) => l !== entry);
    };
  }

  emit<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const l of this.listeners) if (l.event === event) (l.then as (p: Events[K]) => void)(payload);
  }

  async ready(): Promise<void> {}

  async overview(): Promise<Overview> {
    await this.wait();
    const overview = overviewOf(this.options.empty ? [] : this.mail, this.options.missing ?? null);
    return this.options.rows ? { ...overview, conversations: this.options.rows } : overview;
  }

  readQuery = async (query: string) => readQuery(query);
  editQuery = async (query: string, edit: QueryEdit) => editQuery(query, edit);

  async list(asked: ListRequest): Promise<ListPage> {
    await this.wait();
    const request = without(asked);
    const start = performance.now();
    const search = parseQuery(request.query, request.typing);
    const found = this.inside(request).filter(search.test);
    const sorted = this.sorted(found);
    if (request.sort === "oldest") sorted.reverse();
    const many = request.query === "" && this.options.rows ? this.options.rows : 0;
    const total = many || sorted.length;
    const rows: ConversationRow[] = [];
    for (let i = request.offset; i < Math.min(total, request.offset + request.limit); i += 1) {
      const mail = sorted[i % sorted.length];
      if (mail) rows.push({ ...this.row(mail, search.words), ...(many ? { thread: i + 1 } : {}) });
    }
    const years = found.flatMap((m) => (m.date === null ? [] : [new Date(m.date).getFullYear()]));
    return {
      conversations: total,
      messages: many || found.length,
      offset: request.offset,
      rows,
      years: gapless(years),
      problems: search.problems,
      understood: request.typing && /\w$/.test(request.query) ? `${request.query}*` : request.query,
      seconds: (performance.now() - start) / 1000,
    };
  }

  /** Suggests only the query "roof", for some misspellings of this word. This shows how suggestions look. */
  async nothingFound(request: ListRequest): Promise<NothingFound> {
    await this.wait();
    const query = request.query.replace(/\b(rof|roff|rooof|raof)\b/i, "roof");
    const count = this.inside(request).filter(parseQuery(query).test).length;
    const suggestions = query !== request.query && count > 0 ? [{ query, count }] : [];
    const counted = (text: string) => this.inside(request).filter(parseQuery(text).test).length;
    return { suggestions, parts: countWithoutEach(request.query, counted) };
  }

  async facets(asked: ListRequest) {
    await this.wait();
    const request = without(asked);
    return facetsOf(this.inside(request).filter(parseQuery(request.query, request.typing).test));
  }

  async complete(request: ListRequest, cursor: number) {
    await this.wait();
    return complete(this.inside(request), request, cursor);
  }

  async completeValue(asked: ListRequest, operator: string, value: string) {
    await this.wait();
    return completeValue(this.inside(asked), without(asked), operator, value);
  }

  searches = async () => this.storedSearches.all;
  changeSearches = async (change: SearchChange) => this.storedSearches.change(change);

  async conversation(thread: number, query: string) {
    await this.wait();
    const sorted = this.options.rows ? this.sorted(this.mail) : [];
    const id = this.options.rows ? sorted[(thread - 1) % sorted.length]?.[0]?.thread : thread;
    const { test } = parseQuery(query);
    const messages = this.mail
      .filter((m) => m.thread === id)
      .map((m) => ({ ...m, hit: query !== "" && test(m) }));
    const folders = FOLDERS.filter((f) => messages.some((m) => m.folder === f.id)).map((f) => f.name);
    if (messages.length === 0) throw error("not_found", "This conversation is no longer in the archive.");
    return { thread, subject: messages[0]?.subject ?? "", folders, messages, missing: missingOf(messages) };
  }

  async body(message: number, query: string): Promise<BodyView> {
    const mail = await this.one(message);
    return {
      plain_because: null,
      left_out: [],
      document: mail.html === null ? null : pageOf(mail.html, parseQuery(query).words),
      text: mark(mail.text, parseQuery(query).words),
      remote_pictures: mail.remote,
    };
  }

  async headers(message: number) {
    return headersOf(await this.one(message));
  }

  async sourceText(message: number) {
    const headers = (await this.headers(message)).map((h) => `${h.name}: ${h.value}`).join("\r\n");
    return `${headers}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${(await this.one(message)).text}\r\n`;
  }

  private start = async () => this.simulation.play();
  addFiles = this.start;
  addFolder = this.start;
  addSample = this.start;
  addFound = this.start;
  lookForDeleted = this.start;
  findMailboxes = () => this.wait().then(() => ({ mailboxes: foundMailboxes(), is_complete: true }));

  async imports() {
    await this.wait();
    return this.simulation.all;
  }

  pauseImport = async (id: number) => this.simulation.pause(id);
  resumeImport = async (id: number) => this.simulation.resume(id);
  continueImport = this.start;
  closeWindow = async () => {
    this.closed = true;
  };
  cancelImport = async (id: number) => this.simulation.cancel(id);

  async removeSource(source: number) {
    await this.wait();
    if (this.simulation.isBusy) throw error("busy", "Mail is being added. Wait until this has finished.");
    if (source !== 1 || this.options.empty) throw error("not_found", "This mailbox was already removed.");
    this.options.empty = true;
    return { name: "office.pst", messages: this.mail.length, freed: 2_310_000_000 };
  }

  async exportPlan(wanted: ExportWanted) {
    return exports.plan(await this.chosen(wanted.selection), wanted, this.target);
  }

  exportPreview = async (wanted: ExportWanted) =>
    exports.preview(await this.chosen(wanted.selection), wanted);

  async chooseTarget() {
    await this.wait();
    this.target = "USB stick / For the lawyer";
    return this.target;
  }

  async exportRun(wanted: ExportWanted) {
    const plan = await this.exportPlan(wanted);
    this.emit("export", { done: Math.floor(plan.messages / 2), all: plan.messages });
    return exports.done(plan);
  }

  cancelExport = () => this.wait();
  openExport = () => this.wait();
  showExport = () => this.wait();
  printMessages = () => this.wait();

  protected async wait(): Promise<void> {
    if (this.options.slow) await new Promise((done) => setTimeout(done, this.options.slow));
    if (this.options.fail) throw error("failed", "The archive could not be read.");
  }

  protected async one(message: number): Promise<Mail> {
    await this.wait();
    const mail = this.mail.find((m) => m.id === message);
    if (!mail) throw error("not_found", "This message is no longer in the archive.");
    return mail;
  }

  /** Groups messages by conversation, newest first. */
  private sorted(mail: Mail[]): Mail[][] {
    const threads = new Map<number, Mail[]>();
    for (const m of mail) threads.set(m.thread, [...(threads.get(m.thread) ?? []), m]);
    return [...threads.values()].sort((a, b) => newest(b) - newest(a));
  }

  private inside({ folder }: { folder: number | null }): Mail[] {
    if (folder === null) return this.options.empty ? [] : this.mail;
    const inside = FOLDERS.filter((f) => f.id === folder || f.parent === folder).map((f) => f.id);
    return this.mail.filter((m) => inside.includes(m.folder));
  }

  protected async chosen(selection: Selection): Promise<Mail[]> {
    await this.wait();
    if (selection.what === "threads") return this.mail.filter((m) => selection.ids.includes(m.thread));
    if (selection.what === "messages") return this.mail.filter((m) => selection.ids.includes(m.id));
    return this.inside(selection).filter(parseQuery(selection.query).test);
  }

  private row(mail: Mail[], words: string[]): ConversationRow {
    const shown = mail.reduce((a, b) => ((b.date ?? 0) > (a.date ?? 0) ? b : a));
    const whole = this.mail.filter((m) => m.thread === shown.thread);
    const senders = whole.flatMap(({ from }) => (from ? [from] : []));
    // Each sender occurs once, and the newest is last.
    const people = senders.filter((p, at) => senders.findLastIndex((q) => q.address === p.address) === at);
    return {
      thread: shown.thread,
      message: shown.id,
      people,
      count: whole.length,
      date: shown.date,
      subject: mark(shown.subject, words),
      snippet: snippet(shown.text, words),
      snippet_of: null,
      attachments: shown.attachments.map((a) => mark(a.name, words)),
      kind: shown.kind,
      damaged: whole.some((m) => m.missing.length > 0),
      ...marksOf(whole),
      folder: FOLDERS.find((f) => f.id === shown.folder)?.name ?? "",
      size: shown.attachments.reduce((sum, { size }) => sum + size, 1000 + shown.text.length),
    };
  }
}

const newest = (mail: Mail[]) => Math.max(...mail.map((m) => m.date ?? -8e15));
const error = (code: ErrorCode, message: string): ErrorView => ({ code, message });

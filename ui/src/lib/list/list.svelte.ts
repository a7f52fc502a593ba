import { asError, type Backend } from "../backend";
import type { ConversationRow } from "../bindings/ConversationRow";
import type { ErrorView } from "../bindings/ErrorView";
import type { ListPage } from "../bindings/ListPage";
import type { ListRequest } from "../bindings/ListRequest";
import type { Facet } from "../bindings/Facet";
import type { NothingFound } from "../bindings/NothingFound";
import type { QueryEdit } from "../bindings/QueryEdit";
import type { Problem } from "../bindings/Problem";
import type { Selection } from "../bindings/Selection";
import type { Sort } from "../bindings/Sort";
import type { YearCount } from "../bindings/YearCount";
import { Slow } from "../slow.svelte";
import { byMonth, picked } from "../search/dates";
import { DATES, hasWords, narrowsBy } from "../search/query";
import { QueryReader } from "../search/queryReader.svelte";
import { LoadedPages, PAGE } from "./pages.svelte";

/** The time that a search waits for the previous request. It then starts in parallel. In milliseconds. */
const PARALLEL_AFTER = 150;

/** The query of the list, and the loaded rows. */
export class ListController {
  query = $state("");
  /** True while the query is being typed. Its last word then also finds words that begin with it. */
  typing = $state(false);
  folder = $state<number | null>(null);
  source = $state<number | null>(null);
  sort = $state<Sort>("date");

  total = $state(0);
  messages = $state(0);
  /** The number of results in each year. Conditions on dates are ignored. */
  years = $state.raw<YearCount[]>([]);
  /** The number of results in each month. Null if years are shown, or if the numbers are not known yet. */
  months = $state.raw<Facet[] | null>(null);
  problems = $state.raw<Problem[]>([]);
  error = $state.raw<ErrorView | null>(null);
  /** True after the first answer. */
  ready = $state(false);
  /** True if an answer takes a long time. */
  readonly slow = new Slow();
  /** The query whose results the rows are. */
  answered = $state("");
  /** The query as the program understood it. The reader marks its words in messages. */
  understood = "";
  /** True if the rows belong to an earlier query. No key may act on them. */
  stale = $state(false);
  /** A number that changes with each new list. The grid then scrolls to the top. */
  resets = $state(0);
  /** A number that changes with each answer, also with one for the same list. Rows may then have moved. */
  answers = $state(0);

  readonly pages = new LoadedPages();
  private generation = 0;
  private inFlight: Promise<unknown> | null = null;
  /** Resolves to true when the rows of the newest query have arrived, and to false after an error. */
  private newest: Promise<boolean> = Promise.resolve(true);
  private wanted = { first: 0, last: 0 };
  private fetching = new Set<number>();

  /** The conditions of the query. */
  readonly reading: QueryReader;

  constructor(private backend: Backend) {
    this.reading = new QueryReader(backend);
  }

  row(index: number): ConversationRow | undefined {
    return this.pages.row(index);
  }

  /** Returns the position of a conversation among the loaded rows, or -1. */
  indexOf(thread: number): number {
    return this.pages.indexOf(thread);
  }

  search(query: string, typing = false): Promise<void> {
    this.query = query;
    this.typing = typing;
    if (query.trim() === "" && this.sort === "relevance") this.sort = "date";
    this.stale = true;
    void this.reading.of(query);
    return this.load();
  }

  /**
   * Changes the conditions of the query. If the last word is being typed and stays the last one, it is still
   * being typed.
   */
  async narrow(edit: QueryEdit): Promise<void> {
    for (;;) {
      const { query } = this;
      const edited = await this.backend.editQuery(query, edit);
      // If the owner has changed the query since, the edit is applied to the new query.
      if (query === this.query) return this.search(edited.query, this.typing && edited.same_end);
    }
  }

  /** Returns true when the list shows the results of the query, and false if the query was changed before. */
  async arrived(): Promise<boolean> {
    const { query } = this;
    for (;;) {
      const { newest } = this;
      const isShown = await newest;
      // A running import may have requested the same query again.
      if (newest === this.newest) return isShown && query === this.query;
    }
  }

  /**
   * Ends typing, so that the last word is a whole word. Returns true when the list shows the result, and
   * false if the query was changed before.
   */
  async settle(): Promise<boolean> {
    if (this.typing) void this.search(this.query);
    return (await this.arrived()) && !this.typing;
  }

  inFolder(source: number | null, folder: number | null): Promise<void> {
    this.source = source;
    this.folder = folder;
    this.stale = true;
    return this.load();
  }

  sortBy(sort: Sort): Promise<void> {
    this.sort = sort;
    this.stale = true;
    return this.load();
  }

  /** Returns a selection of all results, for an export. It has the messages that the list shows. */
  allResults(): Selection {
    return {
      what: "search",
      query: this.query,
      typing: this.typing,
      folder: this.folder,
      source: this.source,
    };
  }

  /**
   * Loads the list. Drops an answer if there is a newer request. If several requests wait, sends only the
   * newest.
   */
  async load(keep = false): Promise<void> {
    const generation = (this.generation += 1);
    const request = this.ask(generation, keep);
    this.newest = request.then((answer) => answer !== null);
    const answer = await request;
    if (answer) await this.loadYears(answer, generation);
    if (generation === this.generation) this.slow.end();
  }

  /**
   * Returns the answer that the list now shows. Returns null after an error, or if there is a newer query.
   */
  private async ask(generation: number, keep: boolean): Promise<ListPage | null> {
    if (this.inFlight)
      await Promise.race([this.inFlight, new Promise((done) => setTimeout(done, PARALLEL_AFTER))]);
    if (generation !== this.generation) return null;
    this.slow.begin();
    const query = this.query;
    const page = keep ? Math.floor(this.wanted.first / PAGE) : 0;
    const inFlight = this.backend.list(this.request(page * PAGE));
    const settled = inFlight.then(
      () => {},
      () => {},
    );
    this.inFlight = settled;
    try {
      const answer = await inFlight;
      if (generation !== this.generation) return null;
      this.take(answer, query, page, keep);
      return answer;
    } catch (thrown) {
      if (generation !== this.generation) return null;
      this.error = asError(thrown);
      // The error message says that the rows belong to the earlier query.
      this.stale = false;
      return null;
    } finally {
      if (this.inFlight === settled) this.inFlight = null;
    }
  }

  /** Loads the rows from `first` to `last`, which are in view. */
  need(first: number, last: number): void {
    this.wanted = { first, last };
    void this.fetchNextPage();
  }

  /** Returns a row. Loads it if necessary. */
  async rowAt(index: number): Promise<ConversationRow | undefined> {
    const page = Math.floor(index / PAGE);
    if (!this.pages.has(page)) await this.fetch(page);
    return this.row(index);
  }

  retry(): Promise<void> {
    return this.load(true);
  }

  private take(answer: ListPage, query: string, page: number, keep: boolean): void {
    this.error = null;
    this.ready = true;
    this.answered = query;
    this.understood = answer.understood;
    this.stale = false;
    this.total = answer.conversations;
    this.messages = answer.messages;
    this.problems = answer.problems;
    this.fetching.clear();
    this.pages.restart(page, answer.rows);
    this.answers += 1;
    if (!keep) {
      this.wanted = { first: 0, last: 0 };
      this.resets += 1;
    } else void this.fetchNextPage();
  }

  /** Loads the number of results in each year for the bar chart. Conditions on dates are ignored. */
  private async loadYears(answer: ListPage, generation: number): Promise<void> {
    const query = await this.reading.of(this.query);
    if (generation !== this.generation) return;
    const request = this.requestWithout(DATES);
    // A click on a bar may make the last word a whole word. The numbers must be those after the click.
    const narrowed = narrowsBy(query, DATES) || (this.typing && query.terms.length > 0 && !hasWords(query));
    let { years } = answer;
    let months: Facet[] | null = null;
    try {
      if (byMonth(years, picked(query))) {
        ({ years, months } = await this.backend.facets(request));
      } else if (narrowed) {
        ({ years } = await this.backend.list({ ...request, limit: 1 }));
      }
    } catch {
      // The list works without the numbers by month, so it shows the years of its own answer.
    }
    if (generation !== this.generation) return;
    this.years = years;
    this.months = months;
  }

  private async fetchNextPage(): Promise<void> {
    if (this.fetching.size >= 2) return;
    const { first, last } = this.wanted;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      if (page * PAGE >= this.total || this.pages.has(page) || this.fetching.has(page)) continue;
      await this.fetch(page);
      return this.error ? undefined : this.fetchNextPage();
    }
  }

  private async fetch(page: number): Promise<void> {
    const generation = this.generation;
    this.fetching.add(page);
    if (this.fetching.size === 1) this.slow.begin();
    try {
      const answer = await this.backend.list(this.request(page * PAGE));
      if (generation !== this.generation) return;
      this.pages.set(page, answer.rows);
      this.total = answer.conversations;
      this.pages.evict(this.wanted.first);
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown);
    } finally {
      if (generation === this.generation) {
        this.fetching.delete(page);
        if (this.fetching.size === 0) this.slow.end();
      }
    }
  }

  /** Requests suggestions for a search without results. */
  nothingFound(query: string): Promise<NothingFound> {
    return this.backend.nothingFound({
      ...this.request(0),
      query,
      typing: this.typing && query === this.query,
    });
  }

  /**
   * Returns a request for the list without the conditions with these operators. It counts choices that
   * replace these conditions.
   */
  requestWithout(without: string[] = []): ListRequest {
    return { ...this.request(0), without };
  }

  private request(offset: number): ListRequest {
    const { query, typing, folder, source, sort } = this;
    return { query, without: [], typing, folder, source, sort, offset, limit: PAGE };
  }
}

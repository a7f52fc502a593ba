import { SvelteMap } from "svelte/reactivity";
import { asError, type Backend } from "../backend";
import type { ConversationRow } from "../bindings/ConversationRow";
import type { ErrorView } from "../bindings/ErrorView";
import type { ListPage } from "../bindings/ListPage";
import type { ListRequest } from "../bindings/ListRequest";
import type { Facet } from "../bindings/Facet";
import type { NothingFound } from "../bindings/NothingFound";
import type { Problem } from "../bindings/Problem";
import type { Selection } from "../bindings/Selection";
import type { Sort } from "../bindings/Sort";
import type { YearCount } from "../bindings/YearCount";
import { Slow } from "../slow.svelte";
import { byMonth, picked, withoutDates } from "../search/dates";
import { add, ANY, endAlike } from "../search/query";

export const PAGE = 100;
const KEPT = 60;
/** A search waits this long for the one before it, then overtakes it. */
const PATIENCE = 150;

/** What is looked for, and the rows of it that have been fetched. */
export class ListController {
  query = $state("");
  /** The query is being typed: its last word also finds words that begin with it. */
  typing = $state(false);
  folder = $state<number | null>(null);
  source = $state<number | null>(null);
  sort = $state<Sort>("date");

  total = $state(0);
  messages = $state(0);
  /** How all spreads that the search finds without its dates. */
  years = $state.raw<YearCount[]>([]);
  /** The same by month; null where many years are in view, or they are not known yet. */
  months = $state.raw<Facet[] | null>(null);
  problems = $state.raw<Problem[]>([]);
  error = $state.raw<ErrorView | null>(null);
  /** True once there was a first answer. */
  ready = $state(false);
  /** An answer takes long. */
  readonly slow = new Slow();
  /** The query that the rows belong to. */
  answered = $state("");
  /** The same as the program understood it, for the marks in an open message. */
  understood = "";
  /** The rows belong to an earlier question; no key may act on them. */
  stale = $state(false);
  /** Counts the times that the list began anew, and is to be seen from its top. */
  fresh = $state(0);

  private pages = new SvelteMap<number, ConversationRow[]>();
  private generation = 0;
  private flying: Promise<unknown> | null = null;
  /** Whether the rows of the newest question came. */
  private newest: Promise<boolean> = Promise.resolve(true);
  private wanted = { first: 0, last: 0 };
  private fetching = new Set<number>();

  constructor(private backend: Backend) {}

  row(index: number): ConversationRow | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Position of a conversation among the fetched rows, or -1. */
  indexOf(thread: number): number {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex((r) => r.thread === thread);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  search(query: string, typing = false): Promise<void> {
    this.query = query;
    this.typing = typing;
    if (query.trim() === "") this.sort = "date";
    this.stale = true;
    return this.load();
  }

  /** Searches for the same with one condition more or less. A last word that is being typed still is. */
  narrow(query: string): Promise<void> {
    return this.search(query, this.typing && endAlike(query, this.query));
  }

  /** Ends typing: every word is whole now. True once the list shows this; false where another question came first. */
  async settle(): Promise<boolean> {
    if (this.typing) void this.search(this.query);
    const { query } = this;
    for (;;) {
      const { newest } = this;
      const isShown = await newest;
      // Mail that comes in asks for the same once more.
      if (newest === this.newest) return isShown && query === this.query && !this.typing;
    }
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

  /** All that the list shows, to be handed over. */
  everything(): Selection {
    return { what: "search", query: this.query, folder: this.folder, source: this.source };
  }

  /** Asks anew. An older answer that comes later is dropped; of many that wait, only the newest is asked. */
  async load(keep = false): Promise<void> {
    const generation = (this.generation += 1);
    const asked = this.ask(generation, keep);
    this.newest = asked.then((answer) => answer !== null);
    const answer = await asked;
    if (answer) await this.loadYears(answer, generation);
    if (generation === this.generation) this.slow.end();
  }

  /** The answer whose rows are shown now; null where there is none, or a newer question. */
  private async ask(generation: number, keep: boolean): Promise<ListPage | null> {
    if (this.flying) await Promise.race([this.flying, new Promise((done) => setTimeout(done, PATIENCE))]);
    if (generation !== this.generation) return null;
    this.slow.begin();
    const query = this.query;
    const page = keep ? Math.floor(this.wanted.first / PAGE) : 0;
    const flying = this.backend.list(this.request(page * PAGE));
    const settled = flying.then(
      () => {},
      () => {},
    );
    this.flying = settled;
    try {
      const answer = await flying;
      if (generation !== this.generation) return null;
      this.take(answer, query, page, keep);
      return answer;
    } catch (thrown) {
      if (generation !== this.generation) return null;
      this.error = asError(thrown);
      // It is said that the rows are the earlier ones.
      this.stale = false;
      return null;
    } finally {
      if (this.flying === settled) this.flying = null;
    }
  }

  /** These rows are in view. */
  need(first: number, last: number): void {
    this.wanted = { first, last };
    void this.pump();
  }

  /** A row, fetched if it has to be. */
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
    this.pages.clear();
    this.pages.set(page, answer.rows);
    if (!keep) {
      this.wanted = { first: 0, last: 0 };
      this.fresh += 1;
    } else void this.pump();
  }

  /** The bars stay those of the whole search while it is narrowed to some of them. */
  private async loadYears(answer: ListPage, generation: number): Promise<void> {
    const whole = withoutDates(this.query);
    const asked = this.asked(whole, add(whole, ANY));
    const narrowed = whole.trim() !== this.query.trim() || asked.typing !== this.typing;
    let { years } = answer;
    let months: Facet[] | null = null;
    try {
      if (byMonth(years, picked(this.query))) {
        ({ years, months } = await this.backend.facets(asked));
      } else if (narrowed) {
        ({ years } = await this.backend.list({ ...asked, limit: 1 }));
      }
    } catch {
      // The list is there without its bars; those of the years that it found itself stay.
    }
    if (generation !== this.generation) return;
    this.years = years;
    this.months = months;
  }

  private async pump(): Promise<void> {
    if (this.fetching.size >= 2) return;
    const { first, last } = this.wanted;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      if (page * PAGE >= this.total || this.pages.has(page) || this.fetching.has(page)) continue;
      await this.fetch(page);
      return this.error ? undefined : this.pump();
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
      this.forget();
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown);
    } finally {
      if (generation === this.generation) {
        this.fetching.delete(page);
        if (this.fetching.size === 0) this.slow.end();
      }
    }
  }

  /** Drops the pages farthest from the view. */
  private forget(): void {
    const here = Math.floor(this.wanted.first / PAGE);
    const far = [...this.pages.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here));
    for (const page of far.slice(0, Math.max(0, far.length - KEPT))) this.pages.delete(page);
  }

  /** Help for a search that found nothing. */
  nothingFound(query: string): Promise<NothingFound> {
    return this.backend.nothingFound(this.asked(query));
  }

  /**
   * A question about what the list shows, with another query if one is given. Its last word is being typed if it is that
   * of the list, too, and still would be in the query that a click on the answer leads to.
   */
  asked(query = this.query, clicked = query): ListRequest {
    const typing = this.typing && endAlike(query, this.query) && endAlike(clicked, this.query);
    return { ...this.request(0), query, typing };
  }

  private request(offset: number): ListRequest {
    const { query, typing, folder, source, sort } = this;
    return { query, typing, folder, source, sort, offset, limit: PAGE };
  }
}

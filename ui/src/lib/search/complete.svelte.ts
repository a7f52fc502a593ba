import type { Backend } from "../backend";
import type { Completion } from "../bindings/Completion";
import type { ListRequest } from "../bindings/ListRequest";
import { operatorNamed } from "./query";

/** An entry of the list below the search box. */
export interface Offer {
  kind: Completion["kind"] | "recent" | "saved";
  label: string;
  /** A remark that is shown after the label. */
  hint: string;
  count: number | null;
  /** The condition that the offer inserts. */
  condition: string;
  /** The query after the offer is chosen, and the position of the cursor in that query. */
  query: string;
  cursor: number;
}

const MOST = 8;

/** The completions of the word that is being typed. The owner chooses one with the arrow keys. */
export class CompleteController {
  offers = $state.raw<Offer[]>([]);
  /** The position of the chosen offer, or -1. */
  at = $state(-1);
  private generation = 0;
  private flying = false;
  private wanted: { text: string; cursor: number } | null = null;

  constructor(
    private backend: Backend,
    /** Returns the list request for a query. */
    private requestFor: (query: string) => ListRequest,
    /** Returns the offers for an empty search box. */
    private kept: () => Offer[],
    /** Called when the owner has chosen a person, with the condition and the name. */
    private named: (query: string, label: string) => void = () => {},
  ) {}

  get chosen(): Offer | null {
    return this.offers[this.at] ?? null;
  }

  /**
   * Called when the text or the cursor in the search box has changed. If several requests wait, sends only
   * the newest.
   */
  async type(text: string, cursor: number): Promise<void> {
    this.generation += 1;
    this.at = -1;
    if (text.trim() === "") {
      this.wanted = null;
      this.offers = this.kept();
      return;
    }
    this.wanted = { text, cursor };
    if (this.flying) return;
    this.flying = true;
    while (this.wanted) {
      const { text, cursor } = this.wanted;
      this.wanted = null;
      await this.ask(text, cursor, this.generation);
    }
    this.flying = false;
  }

  private async ask(text: string, cursor: number, generation: number): Promise<void> {
    try {
      const { end, items } = await this.backend.complete(this.requestFor(text), cursor);
      if (generation !== this.generation) return;
      const offers = mixed(items).map((item) => offer(item, text, end));
      // Completions that would not change the text are left out.
      this.offers = offers.filter((o) => o.query.trim() !== text.trim());
    } catch {
      // The search works without completions, and the list reports the error of the search.
      if (generation === this.generation) this.offers = [];
    }
  }

  /** Returns the offer at a position, and closes the list of offers. */
  take(at: number): Offer | null {
    const offer = this.offers[at] ?? null;
    if (offer?.kind === "person") this.named(offer.condition, offer.label);
    this.close();
    return offer;
  }

  close(): void {
    this.generation += 1;
    this.wanted = null;
    this.offers = [];
    this.at = -1;
  }

  /**
   * Chooses the next or the previous offer. After the last offer and before the first one, no offer is
   * chosen.
   */
  move(step: 1 | -1): void {
    const count = this.offers.length + 1;
    this.at = ((this.at + 1 + step + count) % count) - 1;
  }
}

/**
 * Returns at most eight completions, with a share for each kind. Otherwise people could displace all folders.
 */
function mixed(items: Completion[]): Completion[] {
  const kinds = new Set(items.map((item) => item.kind));
  const share = Math.max(2, Math.floor(MOST / Math.max(1, kinds.size)));
  const seen = new Map<string, number>();
  const first = items.filter((item) => {
    const n = (seen.get(item.kind) ?? 0) + 1;
    seen.set(item.kind, n);
    return n <= share;
  });
  const kept = new Set([...new Set([...first, ...items])].slice(0, MOST));
  return items.filter((item) => kept.has(item));
}

function offer({ text, label, kind, count, start }: Completion, query: string, end: number): Offer {
  const operator = kind === "operator";
  // A space follows a value, because the owner types another word next. After an operator, the owner types its
  // value without a space.
  const put = operator ? text : `${text} `;
  const behind = query.slice(end);
  const rest = operator ? behind : behind.replace(/^ /, "");
  const [, name = label, address = ""] = kind === "person" ? (/^(.*) <(.*)>$/.exec(label) ?? []) : [];
  const hint = operator ? (operatorNamed(label)?.help ?? "") : address;
  return {
    kind,
    label: operator ? text : kind === "value" ? text : name,
    hint,
    count,
    condition: text,
    query: query.slice(0, start) + put + rest,
    cursor: start + put.length,
  };
}

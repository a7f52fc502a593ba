import type { Backend } from "../backend";
import type { Completion } from "../bindings/Completion";
import type { ListRequest } from "../bindings/ListRequest";
import { operatorNamed } from "./query";

/** An entry of the list below the search box. */
export interface Offer {
  kind: Completion["kind"] | "recent" | "saved";
  label: string;
  /** A remark after the label. */
  hint: string;
  count: number | null;
  /** Its condition. */
  condition: string;
  /** The query with it, and the position of the cursor in that query. */
  query: string;
  cursor: number;
}

const MOST = 8;

/** Completions of the word that is being typed. None is chosen until an arrow key chooses one. */
export class CompleteController {
  offers = $state.raw<Offer[]>([]);
  /** The position of the chosen offer, or -1. */
  at = $state(-1);
  private generation = 0;
  private flying = false;
  private wanted: { text: string; cursor: number } | null = null;

  constructor(
    private backend: Backend,
    /** The request for the list with a query. */
    private requestFor: (query: string) => ListRequest,
    /** The offers for an empty box. */
    private kept: () => Offer[],
    /** Called with the condition and the name of a person that was chosen. */
    private named: (query: string, label: string) => void = () => {},
  ) {}

  get chosen(): Offer | null {
    return this.offers[this.at] ?? null;
  }

  /** Called when the text or the cursor in the box has changed. Of several waiting requests only the newest is sent. */
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
      const { start, end, items } = await this.backend.complete(this.requestFor(text), cursor);
      if (generation !== this.generation) return;
      const offers = mixed(items).map((item) => offer(item, text, start, end));
      // A completion that is already typed is not offered.
      this.offers = offers.filter((o) => o.query.trim() !== text.trim());
    } catch {
      // The search works without completions, and the list reports the error.
      if (generation === this.generation) this.offers = [];
    }
  }

  /** Takes the offer at a position, and closes the list. */
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

  /** Moves the choice. Down from the last offer and up from the first one, no offer is chosen. */
  move(step: 1 | -1): void {
    const count = this.offers.length + 1;
    this.at = ((this.at + 1 + step + count) % count) - 1;
  }
}

/** Keeps eight completions at most, with a share for each kind, so that people do not displace all folders. */
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

function offer({ text, label, kind, count }: Completion, query: string, start: number, end: number): Offer {
  const operator = kind === "operator";
  // A space follows a value, because the next text is another word. The value of an operator follows without a space.
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

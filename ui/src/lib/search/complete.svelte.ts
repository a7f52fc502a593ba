import type { Backend } from "../backend";
import type { Completion } from "../bindings/Completion";
import type { ListRequest } from "../bindings/ListRequest";

/** A line of the list under the search box. */
export interface Offer {
  kind: Completion["kind"] | "recent" | "saved";
  label: string;
  /** Said behind the label, less loudly. */
  hint: string;
  count: number | null;
  /** What it stands for alone. */
  condition: string;
  /** The query that it gives, and where the cursor stands in it. */
  query: string;
  cursor: number;
}

const MOST = 8;

/** What is offered for the word that is being typed. Nothing is chosen until an arrow key chooses it. */
export class CompleteController {
  offers = $state.raw<Offer[]>([]);
  /** Position of the chosen offer, -1 for none. */
  at = $state(-1);
  private generation = 0;
  private flying = false;
  private wanted: { text: string; cursor: number } | null = null;

  constructor(
    private backend: Backend,
    /** The list that is asked for where this is the query. */
    private asked: (query: string) => ListRequest,
    /** What is offered while the box is empty. */
    private kept: () => Offer[],
    /** Somebody was chosen: a condition, and the name to show for it. */
    private named: (query: string, label: string) => void = () => {},
  ) {}

  get chosen(): Offer | null {
    return this.offers[this.at] ?? null;
  }

  /** The text in the box has changed, or the cursor in it. Only the newest of many questions is asked. */
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
      const { start, end, items } = await this.backend.complete(this.asked(text), cursor);
      if (generation !== this.generation) return;
      const offers = mixed(items).map((item) => offer(item, text, start, end));
      // What is typed already needs no offer.
      this.offers = offers.filter((o) => o.query.trim() !== text.trim());
    } catch {
      // Searching does not depend on it; the list says what is wrong.
      if (generation === this.generation) this.offers = [];
    }
  }

  /** The offer at a position, and the end of offering. */
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

  /** Down from the last, and up from the first, is back in the box. */
  move(step: 1 | -1): void {
    const count = this.offers.length + 1;
    this.at = ((this.at + 1 + step + count) % count) - 1;
  }
}

/** At most eight, and of each kind some: those of people would leave no room for the folders. */
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

const OPERATORS: Record<string, string> = {
  from: "who wrote",
  to: "who got it",
  cc: "who got a copy",
  bcc: "who got a hidden copy",
  with: "anybody in it",
  subject: "words of the subject",
  body: "words of the text",
  filename: "words of a file's name",
  "text-in": "words inside of files",
  type: "type of a file",
  has: "attachment, picture, link",
  in: "a folder",
  folder: "a folder",
  source: "a mailbox",
  kind: "mail, appointment, contact",
  is: "sent, received, damaged",
  before: "before a day",
  after: "from a day on",
  during: "a year, month or day",
  older_than: "5y, 3m, 2w, 10d",
  newer_than: "5y, 3m, 2w, 10d",
  larger: "than a size: 5m",
  smaller: "than a size: 500k",
};

function offer({ text, label, kind, count }: Completion, query: string, start: number, end: number): Offer {
  const operator = kind === "operator";
  // A blank behind it: what is typed next is another word. An operator wants its value.
  const put = operator ? text : `${text} `;
  const behind = query.slice(end);
  const rest = operator ? behind : behind.replace(/^ /, "");
  const [, name = label, address = ""] = kind === "person" ? (/^(.*) <(.*)>$/.exec(label) ?? []) : [];
  const hint = operator ? (OPERATORS[label] ?? "") : address;
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

import { asError, type Backend } from "../backend";
import type { FoundMailbox } from "../bindings/FoundMailbox";
import { formats } from "../formats";

/** Single messages, calendars and address books. They are listed, but not selected, because there may be many unwanted ones. */
const UNTICKED = formats.filter((f) => f.shape === "message" || !f.hasMail).map((f) => f.name);

/** The search for mailboxes on this computer, and the selection among them. */
export class FindController {
  found = $state.raw<FoundMailbox[] | null>(null);
  failed = $state.raw<string | null>(null);
  picked = $state.raw<ReadonlySet<number>>(new Set());
  readonly size = $derived(
    [...this.picked].reduce((sum, place) => sum + (this.found?.[place]?.size ?? 0), 0),
  );

  constructor(private backend: Backend) {}

  async look(): Promise<void> {
    this.found = null;
    this.failed = null;
    try {
      const found = await this.backend.findMailboxes();
      this.found = found;
      this.picked = new Set(
        found.flatMap((mailbox, place) => (UNTICKED.includes(mailbox.format) ? [] : [place])),
      );
    } catch (thrown) {
      this.failed = asError(thrown).message;
    }
  }

  toggle(place: number): void {
    const picked = new Set(this.picked);
    if (!picked.delete(place)) picked.add(place);
    this.picked = picked;
  }

  /** Selects all, or none if all are selected. */
  toggleAll(): void {
    const all = this.found?.map((_, place) => place) ?? [];
    this.picked = new Set(this.picked.size === all.length ? [] : all);
  }
}

import { asError, type Backend } from "../backend";
import type { FoundMailbox } from "../bindings/FoundMailbox";
import { formats } from "../formats";

/**
 * The formats of single messages, calendars and address books. They are listed but not selected, because
 * there may be many of them.
 */
const UNTICKED = formats.filter((f) => f.shape === "message" || !f.hasMail).map((f) => f.name);

/** The list of mailboxes on this computer, and the selected ones. */
export class FindController {
  found = $state.raw<FoundMailbox[] | null>(null);
  /** False if the search stopped at one of its limits. */
  complete = $state.raw(true);
  failed = $state.raw<string | null>(null);
  selected = $state.raw<ReadonlySet<number>>(new Set());
  readonly size = $derived(
    [...this.selected].reduce((sum, index) => sum + (this.found?.[index]?.size ?? 0), 0),
  );

  constructor(private backend: Backend) {}

  async look(): Promise<void> {
    this.found = null;
    this.failed = null;
    try {
      const { mailboxes, is_complete } = await this.backend.findMailboxes();
      this.found = mailboxes;
      this.complete = is_complete;
      this.selected = new Set(
        mailboxes.flatMap((mailbox, index) => (UNTICKED.includes(mailbox.format) ? [] : [index])),
      );
    } catch (thrown) {
      this.failed = asError(thrown).message;
    }
  }

  toggle(index: number): void {
    const selected = new Set(this.selected);
    if (!selected.delete(index)) selected.add(index);
    this.selected = selected;
  }

  /** Selects all mailboxes. If all are selected, deselects all. */
  toggleAll(): void {
    const all = this.found?.map((_, index) => index) ?? [];
    this.selected = new Set(this.selected.size === all.length ? [] : all);
  }
}

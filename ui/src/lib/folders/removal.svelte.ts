import { asError, type Backend } from "../backend";
import type { RemovedView } from "../bindings/RemovedView";
import { many, size } from "../words";

/** A source that is about to be taken out of the archive. */
export class RemovalController {
  running = $state(false);
  failed = $state.raw<string | null>(null);

  constructor(
    private backend: Backend,
    readonly source: number,
    readonly name: string,
    private done: (removed: RemovedView) => void,
    /** Hears why it could not be done: the owner may have closed the sheet meanwhile. */
    private undone: (why: string) => void,
  ) {}

  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.failed = null;
    try {
      this.done(await this.backend.removeSource(this.source));
    } catch (thrown) {
      this.failed = asError(thrown).message;
      this.undone(this.failed);
    }
    this.running = false;
  }
}

/** What taking a source out has done, in words. */
export function removedText({ name, messages, freed }: RemovedView): string {
  const gone =
    messages === 0
      ? "all its messages are in other mailboxes too, and stay"
      : `${many(messages, "message")} ${messages === 1 ? "was" : "were"} only in it, and ${messages === 1 ? "is" : "are"} removed`;
  const room = freed > 0 ? ` ${size(freed)} of disk space became free.` : "";
  return `${name} is no longer in the archive: ${gone}.${room}`;
}

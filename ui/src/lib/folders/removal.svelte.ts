import { asError, type Backend } from "../backend";
import type { RemovedView } from "../bindings/RemovedView";
import { many, size } from "../words";

/** The removal of a source from the archive. */
export class RemovalController {
  running = $state(false);
  failed = $state.raw<string | null>(null);

  constructor(
    private backend: Backend,
    readonly source: number,
    readonly name: string,
    private done: (removed: RemovedView) => void,
    /** Receives the error, because the owner may have closed the sheet before it occurred. */
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

/** Returns a sentence about the result of a removal. */
export function removedText({ name, messages, freed }: RemovedView): string {
  const gone =
    messages === 0
      ? "All messages of this mailbox are also in other mailboxes, so Foundmail keeps them."
      : `${many(messages, "message")} that no other mailbox contains ${messages === 1 ? "was" : "were"} removed too.`;
  const room = freed > 0 ? ` This freed ${size(freed)} of disk space.` : "";
  return `${name} was removed from the archive. ${gone}${room}`;
}

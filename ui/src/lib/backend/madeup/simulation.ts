import type { ImportView } from "../../bindings/ImportView";
import { ended, running } from "./imports";

const STEP = 170;
/** The number of steps of one import. */
const STEPS = 47;

/** Simulates imports. Each takes eight seconds. */
export class ImportSimulation {
  private timer: ReturnType<typeof setInterval> | undefined;
  private step = 0;
  private halted = false;

  /** Calls `onStep` after each step, and `onFirstMessage` when the first message has arrived. */
  constructor(
    public all: ImportView[],
    private onStep: (view: ImportView) => void,
    private onFirstMessage: () => void,
  ) {}

  get isBusy(): boolean {
    return this.timer !== undefined;
  }

  play(): void {
    const id = this.all.length + 1;
    this.step = 0;
    this.halted = false;
    this.all = [running(id, 0), ...this.all];
    this.timer = setInterval(() => this.move(id), STEP);
  }

  pause(id: number): void {
    this.halted = true;
    this.put({ ...running(id, this.step), state: "paused" });
  }

  resume(id: number): void {
    this.halted = false;
    this.put(running(id, this.step));
  }

  cancel(id: number): void {
    this.stop();
    this.put({
      ...running(id, this.step),
      state: "cancelled",
      can_continue: true,
      error: "The import of office.pst stopped at 61 %.",
      report: ended(id).report,
    });
  }

  private move(id: number): void {
    if (this.halted) return;
    this.step += 1;
    if (this.step === 4) this.onFirstMessage();
    if (this.step >= STEPS) this.stop();
    this.put(this.step < STEPS ? running(id, this.step) : ended(id));
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private put(view: ImportView): void {
    if (!this.all.some((known) => known.id === view.id)) return;
    this.all = this.all.map((known) => (known.id === view.id ? view : known));
    this.onStep(view);
  }
}

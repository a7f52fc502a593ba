import { asError, type Backend } from "../backend";
import type { ErrorView } from "../bindings/ErrorView";
import type { ExportDone } from "../bindings/ExportDone";
import type { ExportFormat } from "../bindings/ExportFormat";
import type { ExportPlan } from "../bindings/ExportPlan";
import type { Selection } from "../bindings/Selection";

/** One export, from its plan to its result. */
export class ExportController {
  format = $state<ExportFormat>("pdf");
  plan = $state.raw<ExportPlan | null>(null);
  done = $state.raw<ExportDone | null>(null);
  running = $state(false);
  error = $state.raw<ErrorView | null>(null);
  private generation = 0;

  /** `what` describes the selection on screen, for example "1 conversation". */
  constructor(
    private backend: Backend,
    readonly selection: Selection,
    readonly what: string,
  ) {}

  async prepare(format: ExportFormat = this.format): Promise<void> {
    const generation = (this.generation += 1);
    this.format = format;
    this.error = null;
    try {
      const plan = await this.backend.exportPlan(this.selection, format);
      if (generation === this.generation) this.plan = plan;
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown);
    }
  }

  async chooseTarget(): Promise<void> {
    try {
      if ((await this.backend.chooseTarget()) !== null) await this.prepare();
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  async run(): Promise<void> {
    if (this.running || this.done) return;
    this.running = true;
    this.error = null;
    try {
      this.done = await this.backend.exportRun(this.selection, this.format);
    } catch (thrown) {
      this.error = asError(thrown);
    } finally {
      this.running = false;
    }
  }
}

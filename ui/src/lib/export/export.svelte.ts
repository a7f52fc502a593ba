import { asError, type Backend } from "../backend";
import type { ErrorView } from "../bindings/ErrorView";
import type { ExportChoices } from "../bindings/ExportChoices";
import type { ExportDone } from "../bindings/ExportDone";
import { type ExportFormat, exportFormats } from "../bindings/ExportFormat";
import type { ExportPlan } from "../bindings/ExportPlan";
import type { ExportProgress } from "../bindings/ExportProgress";
import type { Selection } from "../bindings/Selection";

/** One export, from its plan to its result. */
export class ExportController {
  format = $state<ExportFormat>("pdf");
  choices = $state<ExportChoices>({ folders: false, everywhere: false, digests: false });
  plan = $state.raw<ExportPlan | null>(null);
  progress = $state.raw<ExportProgress | null>(null);
  done = $state.raw<ExportDone | null>(null);
  running = $state(false);
  /** True after Cancel, until the export has deleted its files. */
  cancelling = $state(false);
  error = $state.raw<ErrorView | null>(null);
  private generation = 0;

  /** `what` names the selection on screen: "1 conversation". */
  constructor(
    private backend: Backend,
    readonly selection: Selection,
    readonly what: string,
  ) {
    // A whole search or folder keeps its folders; a few conversations are easier to find in one folder.
    this.choices.folders = selection.what === "search";
  }

  /** The format that the owner chose, with its properties. */
  get chosen(): (typeof exportFormats)[number] {
    return exportFormats.find(({ name }) => name === this.format) ?? exportFormats[0];
  }

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
    this.progress = null;
    const stop = this.backend.on("export", (progress) => (this.progress = progress));
    try {
      this.done = await this.backend.exportRun(this.selection, this.format, { ...this.choices });
    } catch (thrown) {
      // The owner asked for this end, so it is not shown as an error.
      if (!this.cancelling) this.error = asError(thrown);
    } finally {
      stop();
      this.running = false;
      this.cancelling = false;
    }
  }

  async cancel(): Promise<void> {
    this.cancelling = true;
    await this.show(() => this.backend.cancelExport());
  }

  open = (): Promise<void> => this.show(() => this.backend.openExport());

  showFolder = (): Promise<void> => this.show(() => this.backend.showExport());

  private async show(action: () => Promise<void>): Promise<void> {
    try {
      this.error = null;
      await action();
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }
}

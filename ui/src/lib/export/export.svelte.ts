import { asError, type Backend, type ExportWanted } from "../backend";
import type { ErrorView } from "../bindings/ErrorView";
import type { ExportChoices } from "../bindings/ExportChoices";
import type { ExportDone } from "../bindings/ExportDone";
import { type ExportFormat, exportFormats } from "../bindings/ExportFormat";
import type { ExportPlan } from "../bindings/ExportPlan";
import type { ExportPreview } from "../bindings/ExportPreview";
import type { ExportProgress } from "../bindings/ExportProgress";
import type { Selection } from "../bindings/Selection";
import { usualPaper } from "./paper";

/** The time after a key press in a text field before the preview is drawn again, in milliseconds. */
const PAUSE = 400;

/** One export, from its plan to its result. */
export class ExportController {
  format = $state<ExportFormat>("pdf");
  choices = $state<ExportChoices>({
    name: "",
    folders: false,
    everywhere: false,
    digests: false,
    per_conversation: false,
    attachments: "embed",
    sources: true,
    ea_pdf: false,
    bates: "",
    paper: usualPaper(navigator.language),
    max_gigabytes: 2,
    microsoft_365: false,
    with_messages: false,
    by_conversation: false,
    vcard_4: false,
  });
  plan = $state.raw<ExportPlan | null>(null);
  /** The first page, or null if the format has none. */
  preview = $state.raw<ExportPreview | null>(null);
  /** True while the first page is drawn. */
  previewing = $state(false);
  progress = $state.raw<ExportProgress | null>(null);
  done = $state.raw<ExportDone | null>(null);
  running = $state(false);
  /** True after Cancel, until the export has deleted its files. */
  cancelling = $state(false);
  error = $state.raw<ErrorView | null>(null);
  private generation = 0;
  private drawing = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

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

  private get wanted(): ExportWanted {
    return { selection: this.selection, format: this.format, choices: { ...this.choices } };
  }

  async prepare(format: ExportFormat = this.format): Promise<void> {
    const generation = (this.generation += 1);
    this.format = format;
    this.error = null;
    void this.draw();
    try {
      const plan = await this.backend.exportPlan(this.wanted);
      if (generation === this.generation) this.plan = plan;
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown);
    }
  }

  /** Changes choices, and shows their effect. With `wait`, the page is drawn after a pause in typing. */
  choose(changes: Partial<ExportChoices>, wait = false): void {
    Object.assign(this.choices, changes);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.prepare(), wait ? PAUSE : 0);
  }

  /** Draws the first page. An export without a preview is as good as one with it, so an error is not shown. */
  private async draw(): Promise<void> {
    const drawing = (this.drawing += 1);
    if (this.format !== "pdf") {
      this.preview = null;
      this.previewing = false;
      return;
    }
    this.previewing = true;
    const preview = await this.backend.exportPreview(this.wanted).catch(() => null);
    if (drawing !== this.drawing) return;
    this.preview = preview;
    this.previewing = false;
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
    // Answers about the plan and the first page must not change the sheet any more.
    clearTimeout(this.timer);
    this.generation += 1;
    this.drawing += 1;
    this.previewing = false;
    this.running = true;
    this.error = null;
    this.progress = null;
    const stop = this.backend.on("export", (progress) => (this.progress = progress));
    try {
      this.done = await this.backend.exportRun(this.wanted);
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

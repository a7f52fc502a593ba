import { asError, type Backend } from "../backend";
import type { AttachmentPreview } from "../bindings/AttachmentPreview";
import type { ErrorView } from "../bindings/ErrorView";
import type { MessageView } from "../bindings/MessageView";
import type { PagePicture } from "../bindings/PagePicture";
import { Slow } from "../slow.svelte";

/** A file that has a preview: an attachment, or an entry of an archive of files. */
export interface PreviewFile {
  index: number;
  name: string;
  size: number;
  runs: boolean;
}

/** The files of a message or of an archive of files, and the position of the shown one. */
interface Level {
  files: PreviewFile[];
  position: number;
}

/** The steps of the zoom. At 1, a picture fits into the window. */
const ZOOMS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
/** The largest width of a drawn page, in pixels. */
const WIDEST = 2400;

/** The preview of an attachment. It can lead deeper into attached messages and archives of files. */
export class PreviewController {
  private levels = $state.raw<Level[]>([]);
  content = $state.raw<AttachmentPreview | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** True if reading the attachment takes a long time. */
  readonly slow = new Slow();
  zoom = $state(1);
  /** The path of the file that was saved last. Empty if the shown file was not saved. */
  saved = $state("");
  /** The reason why the last action failed, as a sentence. */
  failed = $state("");
  private generation = 0;

  constructor(
    private backend: Backend,
    readonly message: MessageView,
    index: number,
    readonly query: string,
  ) {
    this.levels = [levelOf(message.attachments, index)];
  }

  private get level(): Level {
    return this.levels.at(-1) ?? { files: [], position: 0 };
  }

  get file(): PreviewFile | null {
    return this.level.files[this.level.position] ?? null;
  }

  /** The position of the file: see `Backend.previewAttachment`. */
  get at(): number[] {
    return this.levels.flatMap(({ files, position }) => files[position]?.index ?? []);
  }

  /** The names of the files around the shown one, the outermost first. */
  get around(): string[] {
    return this.levels.slice(0, -1).flatMap(({ files, position }) => files[position]?.name ?? []);
  }

  /** The position of the file among the files beside it, and their number. */
  get place(): { position: number; count: number } {
    return { position: this.level.position + 1, count: this.level.files.length };
  }

  async load(): Promise<void> {
    const generation = (this.generation += 1);
    this.content = null;
    this.error = null;
    this.failed = "";
    this.slow.begin();
    try {
      const content = await this.backend.previewAttachment(this.message.id, this.at, this.query);
      if (generation === this.generation) this.content = content;
    } catch (thrown) {
      if (generation === this.generation) this.error = asError(thrown);
    }
    if (generation === this.generation) this.slow.end();
  }

  /** Shows the next file, or the one before it. Does nothing at the end. */
  step(by: 1 | -1): Promise<void> {
    const { files, position } = this.level;
    if (!files[position + by]) return Promise.resolve();
    return this.show([...this.levels.slice(0, -1), { files, position: position + by }]);
  }

  /** Shows a file inside the shown one. */
  enter(files: PreviewFile[], index: number): Promise<void> {
    return this.show([...this.levels, levelOf(files, index)]);
  }

  /** Returns to the file that contains the shown one. */
  leave(): Promise<void> {
    return this.levels.length > 1 ? this.show(this.levels.slice(0, -1)) : Promise.resolve();
  }

  private show(levels: Level[]): Promise<void> {
    this.levels = levels;
    this.zoom = 1;
    this.saved = "";
    return this.load();
  }

  zoomBy(step: 1 | -1): void {
    const at = ZOOMS.indexOf(this.zoom);
    this.zoom = ZOOMS[at + step] ?? this.zoom;
  }

  /** Draws a page. Fails if the file was left meanwhile. */
  async page(page: number, width: number): Promise<PagePicture> {
    const wide = Math.max(1, Math.min(WIDEST, Math.round(width)));
    return this.backend.previewPage(this.message.id, this.at, page, wide);
  }

  openFile = (): Promise<void> => this.attempt(() => this.backend.openAttachment(this.message.id, this.at));
  save = (): Promise<void> => this.keep(() => this.backend.saveAttachment(this.message.id, this.at));
  saveAs = (): Promise<void> => this.keep(() => this.backend.saveAttachmentAs(this.message.id, this.at));
  /** Saves an attachment of the attached message that is shown. */
  saveInner = (index: number): Promise<void> =>
    this.keep(() => this.backend.saveAttachment(this.message.id, [...this.at, index]));
  showSaved = (): Promise<void> => this.attempt(() => this.backend.showSaved());

  private keep(save: () => Promise<{ path: string } | null>): Promise<void> {
    const { generation } = this;
    return this.attempt(async () => {
      const saved = await save();
      if (generation === this.generation) this.saved = saved?.path ?? this.saved;
    });
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    this.failed = "";
    try {
      await what();
    } catch (thrown) {
      this.failed = asError(thrown).message;
    }
  }
}

const levelOf = (files: PreviewFile[], index: number): Level => ({
  files,
  position: Math.max(
    0,
    files.findIndex((file) => file.index === index),
  ),
});

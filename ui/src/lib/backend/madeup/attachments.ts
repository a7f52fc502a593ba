import type { AttachmentPreview } from "../../bindings/AttachmentPreview";
import type { AttachmentView } from "../../bindings/AttachmentView";
import type { PagePicture } from "../../bindings/PagePicture";
import type { SavedFile } from "../../bindings/SavedFile";
import { type Mail, attachment, makeMail } from "./mail";
import { ENTRIES, INNER, drawing, previewOf } from "./previews";
import { parseQuery } from "./search";
import { FakeWindow } from "./window";

/** The made-up attachments. Their contents depend on the ends of their names. */
export abstract class FakeAttachments extends FakeWindow {
  readonly mail = makeMail();
  protected abstract wait(): Promise<void>;
  protected abstract one(message: number): Promise<Mail>;

  async previewAttachment(message: number, at: number[], query: string): Promise<AttachmentPreview> {
    const file = await this.file(message, at);
    return previewOf(file, await this.one(message), parseQuery(query).words);
  }

  async previewPage(message: number, at: number[], page: number, width: number): Promise<PagePicture> {
    const { name } = await this.file(message, at);
    const height = Math.round(width * Math.SQRT2);
    return { picture: drawing(width, height, `${name}, page ${page + 1}`), width, height };
  }

  async openAttachment(message: number, at: number[]): Promise<void> {
    const { runs, name } = await this.file(message, at);
    if (runs) throw { code: "failed", message: `${name} can run a program, so it is not opened.` };
  }

  async saveAttachment(message: number, at: number[]): Promise<SavedFile> {
    return { path: `/home/nora/Downloads/${(await this.file(message, at)).name}` };
  }

  async saveAttachmentAs(message: number, at: number[]): Promise<SavedFile | null> {
    return { path: `/home/nora/Documents/${(await this.file(message, at)).name}` };
  }

  async saveAllAttachments(message: number): Promise<SavedFile> {
    const mail = await this.one(message);
    return { path: `/home/nora/Downloads/${mail.subject.replaceAll(/[:/]/g, "")}` };
  }

  showSaved = () => this.wait();
  answerMessage = () => this.wait();

  async saveMessageAs(message: number): Promise<SavedFile | null> {
    const mail = await this.one(message);
    return { path: `/home/nora/Documents/${mail.subject.replaceAll(/[:/]/g, "")}.eml` };
  }

  /** Returns the attachment at a position. An attached message and a ZIP file contain the same made-up files. */
  private async file(message: number, [first, ...deeper]: number[]): Promise<AttachmentView> {
    let file = (await this.one(message)).attachments.find(({ index }) => index === first);
    for (const index of deeper) {
      const inside = file?.name.endsWith(".eml") ? INNER : ENTRIES;
      const name = inside[index];
      file = name === undefined ? undefined : attachment(name, index, 40_000);
    }
    if (!file) throw { code: "not_found", message: "This attachment is no longer in the archive." };
    return file;
  }
}

import type { AttachmentView } from "../lib/bindings/AttachmentView";
import type { MessageView } from "../lib/bindings/MessageView";
import type { PersonView } from "../lib/bindings/PersonView";
import type { SavedFile } from "../lib/bindings/SavedFile";
import { PreviewController } from "../lib/preview/preview.svelte";
import type { ReaderActions } from "../lib/reader/actions";
import { queryFor } from "../lib/reader/people";
import type { Shell } from "./shell.svelte";

/** Returns the actions of the reader. */
export function readerActions(shell: Shell): ReaderActions {
  const { backend, toasts } = shell;
  const attempt = (what: () => Promise<void>) => void shell.attempt(what);
  const save = (message: MessageView, file: AttachmentView, as: boolean) =>
    saveAfterWarning(shell, file.runs ? [file.name] : [], false, async () => {
      const at = [file.index];
      sayWhere(
        shell,
        as ? await backend.saveAttachmentAs(message.id, at) : await backend.saveAttachment(message.id, at),
      );
    });
  return {
    preview: (message, { index }) => preview(shell, message, index),
    openFile: (message, { index }) => attempt(() => backend.openAttachment(message.id, [index])),
    save: (message, file) => save(message, file, false),
    saveAs: (message, file) => save(message, file, true),
    saveAll: (message) => {
      const programs = message.attachments.filter(({ runs }) => runs).map(({ name }) => name);
      saveAfterWarning(shell, programs, true, async () =>
        sayWhere(shell, await backend.saveAllAttachments(message.id)),
      );
    },
    findPerson: (person) => findPerson(shell, person),
    answer: (message) =>
      attempt(async () => {
        await backend.answerMessage(message.id);
        toasts.say("The answer opens in your mail program.");
      }),
    saveMessage: (message) => attempt(async () => sayWhere(shell, await backend.saveMessageAs(message.id))),
    printMessage: (message) =>
      attempt(async () => {
        toasts.say("The pages are being prepared. Your PDF program then opens them, and prints them.");
        await backend.printMessages({ what: "messages", ids: [message.id] });
      }),
    starMessage: (message, on) =>
      attempt(() => changeMarks(shell, () => shell.reader.setStar(on, message.id))),
    star: () => void starOpen(shell),
    tag: (tag, on) => attempt(() => changeMarks(shell, () => shell.reader.setTag(tag, on))),
  };
}

/** Adds a star to the open conversation, or removes it. Returns true. */
export function starOpen(shell: Shell): true {
  void shell.attempt(() => changeMarks(shell, () => shell.reader.setStar(!shell.reader.starred)));
  return true;
}

/** Changes marks in the reader. The row of the conversation shows them at once, and the left pane afterwards. */
async function changeMarks(shell: Shell, change: () => Promise<void>): Promise<void> {
  const { reader, list } = shell;
  const { thread } = reader;
  const showInList = () => {
    const { starred, tags } = reader;
    if (reader.thread === thread)
      list.pages.patch(
        (other) => other === thread,
        (row) => ({ ...row, starred, tags }),
      );
  };
  const changed = change();
  showInList();
  // A refused change was taken back.
  await changed.finally(showInList);
  await shell.reloadOverview();
}

/** Presses the button that has a command, for example the one for the next hit. Returns false if there is none. */
export function press(command: string): boolean {
  const button = document.querySelector<HTMLElement>(`[data-command="${command}"]`);
  button?.click();
  return button !== null;
}

/** Shows all messages with a person. */
export function findPerson(shell: Shell, person: PersonView): void {
  void shell.find(queryFor(person));
}

function preview(shell: Shell, message: MessageView, index: number): void {
  const opened = new PreviewController(shell.backend, message, index, shell.reader.query);
  shell.sheet = { kind: "preview", preview: opened };
  void opened.load();
}

/** Saves the file of a preview. The preview stays open, and says where the file is. */
export function savePreviewed(shell: Shell, opened: PreviewController, as: boolean): void {
  const { file } = opened;
  if (!file) return;
  saveAfterWarning(shell, file.runs ? [file.name] : [], false, () => (as ? opened.saveAs() : opened.save()));
}

/** Saves an attachment of the attached message in a preview. */
export function saveInner(shell: Shell, opened: PreviewController, index: number): void {
  if (opened.content?.kind !== "message") return;
  const file = opened.content.message.attachments.find((one) => one.index === index);
  if (!file) return;
  saveAfterWarning(shell, file.runs ? [file.name] : [], false, () => opened.saveInner(index));
}

/** Saves files. Warns first if some of them can run a program: `programs` are their names. */
function saveAfterWarning(shell: Shell, programs: string[], all: boolean, save: () => Promise<void>): void {
  if (programs.length === 0) void shell.attempt(save);
  else shell.sheet = { kind: "runs", programs, all, save, before: shell.sheet };
}

function sayWhere(shell: Shell, saved: SavedFile | null): void {
  if (!saved) return;
  shell.toasts.say(`Saved as ${saved.path}`, {
    label: "Show in folder",
    run: () => void shell.attempt(() => shell.backend.showSaved()),
  });
}

import type { AttachmentView } from "../bindings/AttachmentView";
import type { MessageView } from "../bindings/MessageView";
import type { PersonView } from "../bindings/PersonView";
import { copyEntry, type Entry } from "../parts/entries";
import type { ReaderActions } from "./actions";
import type { Mode, OpenMessage } from "./openMessage.svelte";
import { nameOf, shownAddress } from "./people";

/** Returns the entries for a person. */
export function personEntries(person: PersonView, find: (person: PersonView) => void): Entry[] {
  const copies: Entry[] = [];
  if (person.address)
    copies.push(copyEntry(person.address, shownAddress(person) ? `Copy ${person.address}` : "Copy address"));
  if (person.name) copies.push({ ...copyEntry(person.name, "Copy name"), id: "copy-name" });
  const label = person.me ? "All messages with me" : "All messages with this person";
  const all: Entry = { label, icon: "search", id: "with-person", separator: true, run: () => find(person) };
  return person.address || person.name ? [...copies, all] : [];
}

/** Returns the entries for an attachment. */
export function attachmentEntries(
  message: MessageView,
  attachment: AttachmentView,
  actions: ReaderActions,
): Entry[] {
  const open: Entry = {
    label: "Open",
    icon: "open",
    id: "open-attachment",
    disabled: attachment.runs,
    run: () => actions.openFile(message, attachment),
  };
  return [
    { label: "Preview", icon: "eye", run: () => actions.preview(message, attachment) },
    open,
    { label: "Save", icon: "into", separator: true, run: () => actions.save(message, attachment) },
    { label: "Save as…", icon: "save", id: "save-as", run: () => actions.saveAs(message, attachment) },
    { ...copyEntry(attachment.name, "Copy name"), id: "copy-name", separator: true },
  ];
}

const MODES: { mode: Mode; label: string }[] = [
  { mode: "formatted", label: "Formatted" },
  { mode: "text", label: "Plain text" },
  { mode: "headers", label: "Headers" },
  { mode: "original", label: "Original text" },
];

/** Returns the entries for a message. `dark` is null if the look of the message can't be changed. */
export function messageEntries(
  message: MessageView,
  open: OpenMessage,
  actions: ReaderActions,
  dark: boolean | null,
): Entry[] {
  const modes = MODES.filter(({ mode }) => mode !== "formatted" || open.body?.document !== null).map(
    ({ mode, label }): Entry => ({
      label,
      id: `show-${mode}`,
      checked: open.mode === mode,
      run: () => void open.setMode(mode),
    }),
  );
  const look: Entry[] =
    dark === null
      ? []
      : [{ label: "Dark background", id: "dark", checked: dark, run: () => (open.dark = !dark) }];
  const star: Entry = {
    label: message.starred ? "Remove the star" : "Star this message",
    icon: "star",
    id: "star-message",
    separator: true,
    run: () => actions.starMessage(message, !message.starred),
  };
  return [
    ...modes,
    ...look,
    star,
    { label: "Answer with my mail program", icon: "reply", id: "answer", run: () => actions.answer(message) },
    { label: "Save as EML…", icon: "into", id: "save-eml", run: () => actions.saveMessage(message) },
    { label: "Print", icon: "print", id: "print-message", run: () => actions.printMessage(message) },
    { ...copyEntry(textOf(message, open), "Copy text"), id: "copy-text", separator: true },
  ];
}

/** Returns the text of a message for the clipboard. */
function textOf(message: MessageView, open: OpenMessage): string {
  const text = open.body?.text.map((segment) => segment.text).join("") ?? message.snippet;
  return `${message.subject}\n${nameOf(message.from)}\n\n${text}`;
}

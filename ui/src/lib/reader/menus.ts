import type { AttachmentView } from "../bindings/AttachmentView";
import type { MessageView } from "../bindings/MessageView";
import type { PersonView } from "../bindings/PersonView";
import { copyEntry, type Entry } from "../parts/entries";
import type { ReaderActions } from "./actions";
import type { Mode, OpenMessage } from "./openMessage.svelte";
import { paperOf } from "./paper";
import { nameOf, shownAddress } from "./people";
import type { ReaderController } from "./reader.svelte";
import { theme } from "./theme.svelte";

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

/** Returns true if a message has a dark look, and null if its look can't be changed. */
function darkOf({ body, mode, dark }: OpenMessage): boolean | null {
  if (!body || body.document === null || mode !== "formatted" || !theme.dark) return null;
  return paperOf(body.document, true, dark) !== "own";
}

/** Returns the entries for a message. */
export function messageEntries(message: MessageView, open: OpenMessage, actions: ReaderActions): Entry[] {
  const dark = darkOf(open);
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

/** Returns the entries for an element of the conversation: a person, an attachment or a message. */
export function entriesAt(target: Element, reader: ReaderController, actions: ReaderActions): Entry[] {
  const id = Number(target.closest<HTMLElement>("[data-message]")?.dataset.message);
  const message = reader.conversation?.messages.find((one) => one.id === id);
  const open = reader.open.get(id);
  if (!message || !open) return [];
  const index = target.closest<HTMLElement>("[data-testid=tile]")?.dataset.index;
  const attachment = message.attachments.find((one) => String(one.index) === index);
  if (attachment) return attachmentEntries(message, attachment, actions);
  const name = target.closest<HTMLElement>("[data-person]")?.dataset.person;
  const people = [...(message.from ? [message.from] : []), ...message.to, ...message.cc, ...message.bcc];
  const person = people.find((one) => (one.address || one.name) === name);
  return person ? personEntries(person, actions.findPerson) : messageEntries(message, open, actions);
}

/** Returns the text of a message for the clipboard. */
function textOf(message: MessageView, open: OpenMessage): string {
  const text = open.body?.text.map((segment) => segment.text).join("") ?? message.snippet;
  return `${message.subject}\n${nameOf(message.from)}\n\n${text}`;
}

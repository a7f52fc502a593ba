import type { AttachmentView } from "../bindings/AttachmentView";
import type { MessageView } from "../bindings/MessageView";
import type { PersonView } from "../bindings/PersonView";

/** The actions that the menus and buttons of the reader offer. */
export interface ReaderActions {
  /** Shows an attachment over the window. */
  preview: (message: MessageView, attachment: AttachmentView) => void;
  openFile: (message: MessageView, attachment: AttachmentView) => void;
  /** Saves an attachment to the downloads folder. */
  save: (message: MessageView, attachment: AttachmentView) => void;
  saveAs: (message: MessageView, attachment: AttachmentView) => void;
  saveAll: (message: MessageView) => void;
  /** Shows all messages with a person. */
  findPerson: (person: PersonView) => void;
  /** Opens an answer in the system's mail program. */
  answer: (message: MessageView) => void;
  saveMessage: (message: MessageView) => void;
  printMessage: (message: MessageView) => void;
  starMessage: (message: MessageView, on: boolean) => void;
  /** Adds a star to the open conversation, or removes it. */
  star: () => void;
  tag: (tag: string, on: boolean) => void;
}

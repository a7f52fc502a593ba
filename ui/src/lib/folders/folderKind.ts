/** Recognizes folders by the names that mail programs give them in English and German. */
import type { IconName } from "../parts/icons";

const KINDS: [icon: IconName, names: RegExp][] = [
  ["inbox", /^(inbox|posteingang)$/],
  ["send", /^(sent|sent (items|mail|messages)|outbox|gesendet|gesendete \p{L}+|postausgang)$/u],
  ["draft", /^(drafts?|entwürfe)$/],
  ["junk", /^(junk|junk[ -]?e-?mail|spam|bulk mail|spam-?verdacht|unerwünscht|unbekannt)$/],
  ["bin", /^(trash|bin|deleted( (items|messages))?|gelöscht|gelöschte \p{L}+|papierkorb)$/u],
  ["archive", /^(archives?|archiv)$/],
  ["calendar", /^(calendar|kalender)$/],
  ["contact", /^(contacts|kontakte|address book|adressbuch)$/],
  ["task", /^(tasks|aufgaben)$/],
  ["note", /^(notes|notizen)$/],
];

/** Returns the icon of a folder. */
export function folderIcon(name: string): IconName {
  const plain = name.trim().toLowerCase().normalize("NFC");
  return KINDS.find(([, names]) => names.test(plain))?.[0] ?? "folder";
}

const TECHNICAL =
  /^(top of (the )?(personal folders|outlook data file|information store)|ipm_subtree|root - (mailbox|public)|oberste ebene .+)$/i;

/** Tells whether a folder is one of those above all folders of Outlook, which Outlook does not show either. */
export const isTechnical = (name: string): boolean => TECHNICAL.test(name.trim());

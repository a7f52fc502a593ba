import type { PersonView } from "../bindings/PersonView";

/** Returns true for an address inside Exchange or Notes. It is no address to which anybody can write. */
export const isInternal = (address: string): boolean => /^\/?o=|^imcea/i.test(address.trim());

/** Returns the address of a person that the window shows beside the name. Empty if there is none. */
export const shownAddress = ({ address }: PersonView): string => (isInternal(address) ? "" : address);

/** Returns the name of a person. The owner is "me". */
export function nameOf(person: PersonView | null): string {
  if (!person) return "unknown sender";
  if (person.me) return "me";
  return person.name || shownAddress(person) || (person.address ? "sender without a name" : "unknown sender");
}

/** Returns the one or two letters for the picture of a person. */
export function initialsOf(person: PersonView | null): string {
  const name = person?.name || person?.address || "";
  const words = name.split(/[\s@.]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word][0]?.toUpperCase());
  return letters.join("") || "?";
}

const ADDRESS = /[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+\.[^\s<>"'(),;:@]+/;
/** Two spellings of one address are equal without dots and capitals before the `@`. */
const plain = (address: string) => {
  const [local = "", domain = ""] = address.toLowerCase().split("@");
  return `${local.replaceAll(/[._-]/g, "")}@${domain}`;
};

/**
 * Returns true if the name of a sender is another real address. Old programs wrote the same address in another form, and
 * addresses inside Exchange or Notes cannot be compared. Both are harmless.
 */
export function poses(person: PersonView | null): boolean {
  const named = ADDRESS.exec(person?.name ?? "")?.[0];
  if (!person || !named || isInternal(person.address) || isInternal(person.name)) return false;
  return ADDRESS.test(person.address) && plain(named) !== plain(person.address);
}

/** Returns a query for all messages with a person. */
export function queryFor({ name, address }: PersonView): string {
  const value = shownAddress({ name, address, me: false }) || name;
  return /[\s"]/.test(value) ? `with:"${value.replaceAll('"', "")}"` : `with:${value}`;
}

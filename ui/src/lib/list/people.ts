import type { PersonView } from "../bindings/PersonView";

/** Returns the name of a person for a row. The owner is "me". */
export const personName = ({ name, address, me }: PersonView): string => (me ? "me" : name || address);

/**
 * Returns the senders of a conversation. The person who wrote last is the first, because only the beginning
 * of a long list is visible.
 */
export function peopleText(people: PersonView[]): string {
  const names = people.map(personName).filter(Boolean).reverse();
  return [...new Set(names)].join(", ") || "unknown sender";
}

/**
 * Moves the focus between the entries of a list with the arrow keys. The list is one tab stop. Returns false
 * for other keys.
 */
export function rove(event: KeyboardEvent, list: HTMLElement | undefined): boolean {
  const entries = [...(list?.querySelectorAll<HTMLElement>("[data-entry]") ?? [])];
  const at = entries.indexOf(event.target as HTMLElement);
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return false;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to === undefined) return false;
  entries[to]?.focus();
  event.preventDefault();
  event.stopPropagation();
  return true;
}

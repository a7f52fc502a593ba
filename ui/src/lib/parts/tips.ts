/** A text to show next to an element. */
export interface Tip {
  element: HTMLElement;
  text: string;
}

/**
 * Returns the tooltip of an element or of its nearest ancestor that has one: its title, or its whole text if
 * the text is cut off.
 */
export function tipOf(target: Element | null): Tip | null {
  for (let element = target; element; element = element.parentElement) {
    // The title of a frame is its name for screen readers.
    if (!(element instanceof HTMLElement) || element instanceof HTMLIFrameElement) continue;
    const text = element.title || (isCut(element) ? (element.textContent ?? "").trim() : "");
    if (text !== "") return { element, text };
  }
  return null;
}

const isCut = (element: HTMLElement) =>
  element.classList.contains("ellipsis") && element.scrollWidth > element.clientWidth;

/** Elements with many texts inside. The tooltip of one of them would cover the others. */
const LARGE = "[role=grid], [role=tree], [role=listbox], [role=region], section, article, dialog";

/** Returns the tooltip of an element that got the focus. A cut text may be inside it. */
export function tipOfFocused(element: Element): Tip | null {
  const own = tipOf(element);
  if (own?.element === element) return own;
  if (element.matches(LARGE)) return null;
  const cut = [...element.querySelectorAll<HTMLElement>(".ellipsis")].find(isCut);
  return cut ? { element: cut, text: (cut.textContent ?? "").trim() } : null;
}

interface Size {
  width: number;
  height: number;
}
interface Area extends Size {
  left: number;
  top: number;
}

const GAP = 8;

/** Returns the position of a tooltip: below the element, or above it if there is no room below. */
export function positionOf(area: Area, tip: Size, view: Size): { left: number; top: number } {
  const below = area.top + area.height + GAP;
  const top = below + tip.height + GAP <= view.height ? below : area.top - tip.height - GAP;
  const most = Math.max(GAP, view.width - tip.width - GAP);
  return { left: Math.max(GAP, Math.min(area.left, most)), top: Math.max(GAP, top) };
}

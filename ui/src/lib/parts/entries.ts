import type { IconName } from "./icons";

/** An entry of a menu. */
export interface Entry {
  label: string;
  run: () => void;
  icon?: IconName;
  /** The keys that do the same, as they are shown: "Ctrl E". */
  keys?: string;
  /** True if the entry deletes something. */
  danger?: boolean;
  disabled?: boolean;
  /** For an entry that is switched on and off: true if it is on. */
  checked?: boolean;
  /** True if a line separates this entry from the one above it. */
  separator?: boolean;
  /** The name under which tests find the entry. */
  id?: string;
}

/** The place of a menu: a point, or the area of an element. */
export interface Place {
  getBoundingClientRect: () => DOMRect;
}

/** Returns a place for a menu at a point of the window. */
export function pointAt(x: number, y: number): Place {
  const rect = { x, y, left: x, right: x, top: y, bottom: y, width: 0, height: 0 };
  return { getBoundingClientRect: () => rect as DOMRect };
}

/** The height in pixels from which a menu opens inside an element instead of below it. */
const TALL = 120;

/** Returns the place of a menu that a key opens: the selected text, otherwise the element. */
export function placeAt(element: Element): Place {
  const selection = getSelection();
  if (selection && selectedAt(element) !== "") {
    const { left, bottom } = selection.getRangeAt(0).getBoundingClientRect();
    return pointAt(left, bottom);
  }
  const { left, top, height } = element.getBoundingClientRect();
  return height > TALL ? pointAt(left + 16, top + 16) : element;
}

/** Returns true if the browser's own menu is needed, because it can paste and correct words. */
export const isTextField = (target: Element): boolean =>
  target.closest("textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])") !==
  null;

/** Returns the text that is selected at an element, or nothing. */
export function selectedAt(target: Element): string {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.getRangeAt(0).intersectsNode(target)) return "";
  return selection.toString().trim();
}

/** Returns an entry that copies a text. */
export const copyEntry = (text: string, label = "Copy"): Entry => ({
  label,
  icon: "copy",
  id: "copy",
  run: () => void navigator.clipboard.writeText(text),
});

/** Returns the element that a key opens a menu for: the active row of a list, otherwise the focused element. */
export function focusedElement(): Element {
  const focused = document.activeElement ?? document.body;
  const active = focused.getAttribute("aria-activedescendant");
  return (active && document.getElementById(active)) || focused;
}

/**
 * Returns the element to which a menu or pop-up is added. A sheet covers everything outside of it, and a screen reader
 * finds the menu in the same landmark as its button.
 */
export const homeOf = (element: Element | null): Element =>
  element?.closest("dialog, main, header, nav") ?? document.body;

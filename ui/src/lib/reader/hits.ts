/** The share of the height of the pane that stays above a hit that is scrolled to. */
const ABOVE = 0.3;

const HITS = "[data-testid=text] mark, [data-testid=tile] mark, iframe";

/**
 * Returns the hits in the texts of messages below an element, also those in frames, in the order of the page. The mark of
 * an attachment with a hit is one of them.
 */
export function hitsIn(root: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (const element of root.querySelectorAll<HTMLElement>(HITS)) {
    if (!(element instanceof HTMLIFrameElement)) found.push(element);
    else found.push(...(element.contentDocument?.querySelectorAll<HTMLElement>("mark") ?? []));
  }
  return found;
}

/** Returns the element of the page that contains a hit: the hit itself, or its frame. */
export const outsideOf = (hit: HTMLElement): HTMLElement =>
  (hit.ownerDocument.defaultView?.frameElement as HTMLElement | null) ?? hit;

/** Marks a hit as the current one. */
export function makeCurrent(hits: HTMLElement[], current: HTMLElement): void {
  for (const hit of hits) if (hit !== current) hit.removeAttribute("data-current");
  current.setAttribute("data-current", "");
  for (let at = current.closest("details"); at; at = at.parentElement?.closest("details") ?? null)
    at.open = true;
}

/** Scrolls a pane to a hit, unless the hit is visible. */
export function scrollTo(hit: HTMLElement, pane: HTMLElement): void {
  const frame = hit.ownerDocument.defaultView?.frameElement as HTMLElement | null;
  const inside = hit.getBoundingClientRect();
  const outside = frame?.getBoundingClientRect();
  const scale = frame && outside && frame.offsetHeight > 0 ? outside.height / frame.offsetHeight : 1;
  const top = (outside?.top ?? 0) + inside.top * scale;
  const area = pane.getBoundingClientRect();
  const isVisible = top >= area.top && top + inside.height * scale <= area.bottom;
  if (!isVisible) pane.scrollTop += top - area.top - area.height * ABOVE;
}

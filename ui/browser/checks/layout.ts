import type { Page } from "playwright-core";

/** Checks the layout of a page. Returns a line for each element that breaks a rule. */
export const checkLayout = (page: Page): Promise<string[]> => page.evaluate(brokenRules);

/** Runs in the page, so it uses nothing from outside. */
function brokenRules(): string[] {
  const CONTROLS =
    "button, a[href], input, select, textarea, summary, [role=button], [role=treeitem], [role=option], [role=menuitem], " +
    "[role=menuitemradio], [role=menuitemcheckbox], [role=tab], [role=radio], [role=row], [role=separator][tabindex]";
  /** The smallest side of a target in CSS pixels (WCAG 2.2, 2.5.8). */
  const TARGET = 24;
  const found: string[] = [];
  const say = (rule: string, element: Element) => {
    const words = (element.getAttribute("aria-label") ?? element.textContent ?? "")
      .trim()
      .replace(/\s+/g, " ");
    const id = element.getAttribute("data-testid") ?? "";
    const name = element.tagName.toLowerCase() + (id ? `[${id}]` : "") + "." + element.getAttribute("class");
    found.push(`layout ${rule}: ${name} "${words.slice(0, 60)}"`);
  };
  const layer = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const seen = (element: Element): boolean => {
    const rect = element.getBoundingClientRect();
    return (
      rect.width > 0 &&
      rect.height > 0 &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !element.closest("[inert], .unseen")
    );
  };
  /** Returns the part of a rectangle that no scrolling or clipping ancestor hides, or null. */
  const clipped = (element: Element): DOMRect | null => {
    const rect = element.getBoundingClientRect();
    let [left, top, right, bottom] = [rect.left, rect.top, rect.right, rect.bottom];
    for (let up = element.parentElement; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      const box = up.getBoundingClientRect();
      if (style.overflowX !== "visible")
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (style.overflowY !== "visible")
        [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      if (style.position === "fixed") break;
    }
    return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
  };

  /**
   * Returns true if a square of 24 px around the middle of a control belongs to it, or the control is hidden there. A
   * splitter may be narrower, because its other side is long. A link in a text is as high as its line.
   */
  const reaches = (element: Element): boolean => {
    const shown = clipped(element);
    const style = getComputedStyle(element);
    if (!shown || (style.display === "inline" && !element.matches("input"))) return true;
    const half = element.getAttribute("role") === "separator" ? 3.5 : TARGET / 2 - 0.5;
    const label = element.closest("label");
    const box = (label ?? element).getBoundingClientRect();
    if (box.width >= 2 * half && box.height >= 2 * half) return true;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const points = [
      [x - half, y],
      [x + half, y],
      [x, y - half],
      [x, y + half],
    ] as const;
    return points.every(([px, py]) => {
      const hit = document.elementFromPoint(px, py);
      return hit !== null && (element.contains(hit) || label?.contains(hit));
    });
  };

  if (document.documentElement.scrollWidth > innerWidth)
    say("wider than the window", document.documentElement);
  for (const element of layer.querySelectorAll("*")) {
    if (!seen(element) || element.closest("svg svg, svg *")) continue;
    const style = getComputedStyle(element);
    const shown = clipped(element);
    if (shown && (shown.right > innerWidth + 1 || shown.left < -1)) say("outside the window", element);
    const wide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (wide && /auto|scroll/.test(style.overflowX)) say("scrolls sideways", element);
    if (wide && style.textOverflow === "ellipsis" && !element.closest("[title], [aria-label], [data-tip]"))
      say("cut text without a tooltip", element);
  }
  for (const element of layer.querySelectorAll(CONTROLS)) {
    if (!seen(element)) continue;
    const style = getComputedStyle(element);
    const cut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (
      element.matches("button, [role=button]") &&
      cut &&
      style.textOverflow !== "ellipsis" &&
      !element.matches("[role=row] *")
    )
      say("text wider than its button", element);
    if (
      element.matches("button") &&
      element.scrollHeight > element.clientHeight + 1 &&
      element.clientHeight > 0
    )
      say("text higher than its button", element);
    if (!reaches(element)) say("target smaller than 24 px", element);
    if (element.matches("button[tabindex='-1'], a[tabindex='-1']")) {
      const home =
        "[role=grid], [role=tree], [role=menu], [role=menubar], [role=toolbar], [role=radiogroup], [role=tablist], [role=listbox], [role=combobox]";
      if (!element.closest(home) && element.getAttribute("aria-hidden") !== "true")
        say("cannot be reached by Tab", element);
    }
  }
  return [...new Set(found)];
}

import type { Page } from "playwright-core";

/** The number of tab stops after which a page is regarded as a trap. */
const MOST = 150;

/**
 * Presses Tab until the focus returns to its first place. Returns a line for each stop without a visible focus, and for
 * each control that the focus never reached.
 */
export async function checkFocus(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    for (const element of document.querySelectorAll("[data-reached]"))
      element.removeAttribute("data-reached");
  });
  const found: string[] = [];
  for (let i = 0; i < MOST; i += 1) {
    await page.keyboard.press("Tab");
    const line = await page.evaluate(markStop);
    if (line === "again") break;
    if (line) found.push(line);
    if (i === MOST - 1) found.push(`focus: no end after ${MOST} tab stops`);
  }
  return [...found, ...(await page.evaluate(unreached))];
}

/** Runs in the page. Marks the focused element, and returns a line if its focus cannot be seen. */
function markStop(): string | null {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  if (element.hasAttribute("data-reached")) return "again";
  element.setAttribute("data-reached", "");
  if (element instanceof HTMLIFrameElement) return null;
  const drawn = (candidate: Element | null) => {
    if (!candidate) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(candidate);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  };
  const active = document.getElementById(element.getAttribute("aria-activedescendant") ?? "");
  const label = element.closest("label");
  if ([element, active, label, element.parentElement].some(drawn)) return null;
  return `focus cannot be seen: ${element.outerHTML.slice(0, 120)}`;
}

/** Runs in the page. Returns a line for each visible control that has a tab stop, but was not reached. */
function unreached(): string[] {
  const layer = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const controls = layer.querySelectorAll<HTMLElement>(
    "button, a[href], input, select, textarea, [tabindex]",
  );
  return [...controls]
    .filter((element) => element.tabIndex >= 0 && !element.matches(":disabled, [data-reached]"))
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]"))
    .filter(
      (element) =>
        !(element.matches("[type=radio]") && element.closest("fieldset")?.querySelector("[data-reached]")),
    )
    .map((element) => `focus never reaches ${element.outerHTML.slice(0, 120)}`);
}

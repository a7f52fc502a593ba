import { checkAccess } from "./checks/axe";
import { checkFocus } from "./checks/focus";
import { checkLayout } from "./checks/layout";
import { comparePicture, renews } from "./checks/picture";
import { unaccepted } from "./exceptions";
import type { State } from "./states/state";
import type { Look, Size } from "./views";
import type { Window } from "./window";

/** Leads a window to a state, and checks it in all themes of its size. Returns a line for each broken rule. */
export async function checkState(state: State, window: Window): Promise<string[]> {
  const found: string[] = [];
  try {
    await window.load(state.address ?? "");
    await state.act?.(window.page, window);
    for (const look of window.size.looks)
      for (const line of await checkLook(state, window, look)) found.push(`${look.theme}: ${line}`);
  } catch (error) {
    found.push(`not reached: ${String(error).split("\n").slice(0, 4).join(" ")}`);
  }
  found.push(...window.takeFaults());
  return unaccepted(state.name, found);
}

/** Returns the looks of a size for which a picture of a state is stored. */
export const picturesOf = (state: State, { name, looks }: Size): Look[] =>
  looks.filter(
    (look) => (look.stored && !state.unpictured) || state.pictures?.includes(`${name} ${look.theme}`),
  );

async function checkLook(state: State, window: Window, look: Look): Promise<string[]> {
  const { page, size } = window;
  await window.use(look.theme);
  const found: string[] = [];
  if (picturesOf(state, size).includes(look)) {
    const png = await page.screenshot({ animations: "disabled" });
    const line = comparePicture(`${state.name}.${size.name}.${look.theme}`, png, window.version);
    if (line) found.push(line);
  }
  if (renews) return found;
  if (look.axe !== "none") found.push(...(await checkAccess(page, look.axe)));
  if (look.layout) found.push(...(await checkLayout(page)));
  if (look.focus) found.push(...(await checkFocus(page)));
  return found;
}

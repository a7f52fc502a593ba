import { focusedElement, isTextField } from "../lib/parts/entries";
import { goThroughHistory } from "./place";
import { type WindowCommand, windowCommandOf } from "./keys";
import type { Shell } from "./shell.svelte";

const STEPS: Partial<Record<WindowCommand, 1 | -1 | 0>> = { larger: 1, smaller: -1, "usual-size": 0 };
/** The buttons of a mouse that go back and forward. */
const STEP_OF_BUTTON: Record<number, 1 | -1> = { 3: -1, 4: 1 };

/** Handles the keys that work everywhere, and switches off the keys of a browser. */
export function windowKey(shell: Shell, event: KeyboardEvent): void {
  if (isMenuKey(event)) return openMenu(event);
  const command = windowCommandOf(event);
  if (command === null) return;
  // A reload would lose the search and the place in the window.
  event.preventDefault();
  const step = STEPS[command];
  if (step !== undefined) void scaleText(shell, step);
}

const isMenuKey = ({ key, shiftKey }: KeyboardEvent) => key === "ContextMenu" || (key === "F10" && shiftKey);

/** Opens the menu of the focused element. Not every web view sends an event for the menu key. */
function openMenu(event: KeyboardEvent): void {
  const element = focusedElement();
  if (isTextField(element)) return;
  event.preventDefault();
  if (event.type !== "keydown" || element.closest("[role=menu]")) return;
  element.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
}

/** Keeps a web view that opens its menu on the release of the key from opening it a second time. */
export function windowKeyUp(event: KeyboardEvent): void {
  if (isMenuKey(event)) openMenu(event);
}

/** Makes all text larger or smaller. `0` returns to the usual size. */
export async function scaleText(shell: Shell, step: 1 | -1 | 0): Promise<void> {
  const { layout, toasts } = shell;
  const size = layout.scale(step);
  toasts.close(shell.sized);
  shell.sized = toasts.say(`Text size: ${size} %`);
  await shell.attempt(() => shell.backend.setZoom(size));
}

/** Handles the buttons of a mouse that go back and forward. */
export function mouseButton(shell: Shell, event: MouseEvent): void {
  const step = STEP_OF_BUTTON[event.button];
  if (step === undefined) return;
  event.preventDefault();
  if (shell.opened && !shell.sheet && event.type === "mouseup") void goThroughHistory(shell, step);
}

/** Switches off the browser's menu, except in text fields. Text that is selected has a menu of its own. */
export function browserMenu(event: MouseEvent): void {
  if (!isTextField(event.target as Element)) event.preventDefault();
}

/** The interval at which the focus is checked, in milliseconds. A frame without scripts sends no events. */
const INTERVAL = 150;

const selectionIn = (frame: HTMLIFrameElement): Selection | null => {
  const selection = frame.contentDocument?.getSelection() ?? null;
  return selection && !selection.isCollapsed ? selection : null;
};

/**
 * Gives the focus back to `home` when a click moves it into a frame of `home`. The keys of the window work only while the
 * page has the focus, because a frame without scripts sends no events. The Tab key may move the focus into a frame,
 * so that its links can be reached. Returns a function that ends this.
 */
export function keepKeys(home: HTMLElement): () => void {
  let tabbed = false;
  const key = (event: KeyboardEvent) => {
    tabbed = event.key === "Tab";
  };
  const pointer = () => {
    tabbed = false;
  };
  const giveBack = () => {
    const focused = document.activeElement;
    if (tabbed || !(focused instanceof HTMLIFrameElement) || !home.contains(focused)) return;
    // Only the frame that was clicked last keeps its selection, which Ctrl+C copies.
    for (const frame of home.querySelectorAll("iframe"))
      if (frame !== focused) frame.contentDocument?.getSelection()?.removeAllRanges();
    // The article of the frame, otherwise the whole conversation, receives the focus without scrolling.
    (focused.closest<HTMLElement>("article") ?? home).focus({ preventScroll: true });
  };
  // During this event, the browser is still moving the focus, and would move it once more.
  const blur = () => setTimeout(giveBack);
  const timer = setInterval(giveBack, INTERVAL);
  window.addEventListener("keydown", key, true);
  window.addEventListener("pointerdown", pointer, true);
  window.addEventListener("blur", blur);
  return () => {
    clearInterval(timer);
    window.removeEventListener("keydown", key, true);
    window.removeEventListener("pointerdown", pointer, true);
    window.removeEventListener("blur", blur);
  };
}

/** Returns the text that is selected in a frame of `home`, if nothing is selected in the page itself. */
function selectedInFrames(home: HTMLElement): string {
  const focused = document.activeElement;
  // A text field has a selection of its own.
  if (getSelection()?.isCollapsed === false || focused?.matches("input, textarea")) return "";
  const frames = [...home.querySelectorAll("iframe")];
  return frames.map((frame) => selectionIn(frame)?.toString() ?? "").find((text) => text !== "") ?? "";
}

/**
 * Copies the text that is selected in a frame of `home`. The frame does not have the focus, so the browser would copy
 * nothing. Returns a function that ends this.
 */
export function copyFromFrames(home: HTMLElement): () => void {
  const copy = (event: ClipboardEvent) => {
    const text = selectedInFrames(home);
    if (text === "") return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  // WebKit sends `copy` without a selection in the page only if this event is cancelled.
  const before = (event: Event) => {
    if (selectedInFrames(home) !== "") event.preventDefault();
  };
  document.addEventListener("copy", copy);
  document.addEventListener("beforecopy", before);
  return () => {
    document.removeEventListener("copy", copy);
    document.removeEventListener("beforecopy", before);
  };
}

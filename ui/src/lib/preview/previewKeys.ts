export type PreviewCommand =
  "next" | "previous" | "leave" | "larger" | "smaller" | "fit" | "next-hit" | "previous-hit";

/**
 * Returns the command of a key press in a preview, or null. `zooms` is true if the content can be enlarged. The arrow keys
 * scroll an enlarged content.
 */
export function previewKey(event: KeyboardEvent, zooms: boolean, zoom: number): PreviewCommand | null {
  if (event.isComposing || event.ctrlKey || event.metaKey) return null;
  if (event.altKey) return event.key === "ArrowLeft" ? "leave" : null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "ArrowRight" || key === "ArrowLeft") {
    if (event.shiftKey || (zooms && zoom > 1)) return null;
    return key === "ArrowRight" ? "next" : "previous";
  }
  if (key === "Backspace") return "leave";
  if (zooms) {
    const size = { "+": "larger", "=": "larger", "-": "smaller", "0": "fit" } as const;
    if (key in size) return size[key as keyof typeof size];
  }
  return key === "n" ? "next-hit" : key === "p" ? "previous-hit" : null;
}

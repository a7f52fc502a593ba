/**
 * The look of a formatted message. `own` is the look that its sender made, on white paper. `styled` is the dark style of
 * the message itself. `inverted` changes its light colours to dark ones.
 */
export type Paper = "own" | "styled" | "inverted";

const DARK_STYLE = /prefers-color-scheme\s*:\s*dark/i;
const ID = "foundmail-paper";

/** Returns true if a document has a style for dark windows. */
export const hasDarkStyle = (document: string): boolean => DARK_STYLE.test(document);

/** Returns the look of a message. `wanted` is the choice of the owner, or null. */
export function paperOf(document: string, isDark: boolean, wanted: boolean | null): Paper {
  if (!isDark) return "own";
  const styled = hasDarkStyle(document);
  if (!(wanted ?? styled)) return "own";
  return styled ? "styled" : "inverted";
}

/** The style sheets that are added to the document of a message. */
const SHEETS: Record<Paper, string> = {
  own: "",
  styled:
    "html{background:#17191b!important;color:#e7e9ea;color-scheme:dark!important}details[data-quote]>summary{color:#a9afb4!important}",
  // The whole frame is inverted, so pictures are inverted twice.
  inverted: "img{filter:invert(1) hue-rotate(180deg)}",
};
const HIT =
  "mark[data-current]{background:#ffc94d!important;color:#1b1e21!important;outline:2px solid #845000}";

/** Adds the style sheet of a look to the document of a message. */
export function applyPaper(page: Document, paper: Paper): void {
  const style = page.getElementById(ID) ?? page.createElement("style");
  style.id = ID;
  style.textContent = HIT + SHEETS[paper];
  page.head?.append(style);
}

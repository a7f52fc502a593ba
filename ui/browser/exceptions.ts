/** A finding that is accepted, with the reason. A finding that contains `text` in a state that matches is left out. */
export interface Exception {
  states: RegExp;
  text: RegExp;
  why: string;
}

export const EXCEPTIONS: Exception[] = [
  {
    states: /./,
    text: /cannot be reached by Tab: button\[(place-|saved|tag-entry)/,
    why: "The entries of the left pane have one tab stop, and the arrow keys move between them.",
  },
  {
    states: /./,
    text: /target smaller than 24 px: button\..* "(\w{3} )?\d{4}: [\d,]+ messages?"$/,
    why: "The bars of many years are narrow. The filter Date offers the same years in rows of 28 px (WCAG 2.2, 2.5.8).",
  },
  {
    states: /./,
    text: /axe label-content-name-mismatch: .*(aria-label="Preview |aria-label="[^"]*, \d+ \w{3} \d{4}: |role="gridcell")/,
    why: "A row has one name with all its facts and commas between them. It contains the visible words in another order.",
  },
];

/** Returns the findings that no exception accepts. */
export const unaccepted = (state: string, findings: string[]): string[] =>
  findings.filter((line) => !EXCEPTIONS.some(({ states, text }) => states.test(state) && text.test(line)));

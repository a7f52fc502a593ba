/** A finding that is accepted, with the reason. A finding that contains `text` in a state that matches is left out. */
export interface Exception {
  states: RegExp;
  text: RegExp;
  why: string;
}

export const EXCEPTIONS: Exception[] = [];

/** Returns the findings that no exception accepts. */
export const unaccepted = (state: string, findings: string[]): string[] =>
  findings.filter((line) => !EXCEPTIONS.some(({ states, text }) => states.test(state) && text.test(line)));

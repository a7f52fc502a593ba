import { describe, expect, it } from "vitest";
import { checkState, picturesOf } from "./checkState";
import { renews } from "./checks/picture";
import { NO_BROWSER, useBrowser } from "./connect";
import type { State } from "./states/state";
import { SIZES } from "./views";

/** Defines a test for each state in each size. */
export function testStates(states: State[]): void {
  const windows = useBrowser();
  describe.skipIf(NO_BROWSER).concurrent.each(SIZES)("at $name", (size) => {
    const chosen = renews ? states.filter((state) => picturesOf(state, size).length > 0) : states;
    it.each(chosen)("$name", async (state) => {
      const found = await windows().lend(size, (window) => checkState(state, window));
      expect(found.join("\n")).toBe("");
    });
  });
}

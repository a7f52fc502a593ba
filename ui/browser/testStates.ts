import { describe, expect, it } from "vitest";
import { checkState, picturesOf } from "./checkState";
import { renews } from "./checks/picture";
import { NO_BROWSER, useBrowser } from "./connect";
import type { State } from "./states/state";
import { type Size, SIZES } from "./views";

/** Defines a test for each state in each size. */
export function testStates(states: State[]): void {
  const windows = useBrowser();
  const isDue = (size: Size) => (state: State) => !renews || picturesOf(state, size).length > 0;
  const sizes = SIZES.filter((size) => states.some(isDue(size)));
  describe.skipIf(NO_BROWSER).concurrent.each(sizes)("at $name", (size) => {
    const chosen = states.filter(isDue(size));
    it.each(chosen)("$name", async (state) => {
      const found = await windows().lend(size, (window) => checkState(state, window));
      expect(found.join("\n")).toBe("");
    });
  });
}

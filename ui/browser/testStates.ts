import { describe, expect, it } from "vitest";
import { checkState } from "./checkState";
import { NO_BROWSER, useBrowser } from "./connect";
import type { State } from "./states/state";
import { SIZES } from "./views";

/** Defines a test for each state in each size. */
export function testStates(states: State[]): void {
  const windows = useBrowser();
  describe.skipIf(NO_BROWSER).concurrent.each(SIZES)("at $name", (size) => {
    it.each(states)("$name", async (state) => {
      const found = await windows().lend(size, (window) => checkState(state, window));
      expect(found.join("\n")).toBe("");
    });
  });
}

import { describe, expect, it } from "vitest";
import { applyPaper, paperOf } from "../src/lib/reader/paper";
import { isDark } from "../src/lib/reader/theme.svelte";

const light = "<p>Yes.</p>";
const styled = "<style>@media (prefers-color-scheme: dark){p{color:#fff}}</style><p>Yes.</p>";

describe("a formatted message", () => {
  it.each([
    ["in a light window", styled, false, true, "own"],
    ["in a dark window", light, true, null, "own"],
    ["with a dark style in a dark window", styled, true, null, "styled"],
    ["that the owner made dark", light, true, true, "inverted"],
    ["with a dark style that the owner made light", styled, true, false, "own"],
  ])("%s", (_, document, dark, wanted, paper) => expect(paperOf(document, dark, wanted)).toBe(paper));

  it("gets one style sheet, whatever its look was before", () => {
    const page = new DOMParser().parseFromString(styled, "text/html");
    for (const paper of ["own", "inverted", "styled"] as const) applyPaper(page, paper);
    expect(page.querySelectorAll("#foundmail-paper")).toHaveLength(1);
    expect(page.getElementById("foundmail-paper")?.textContent).toContain("color-scheme:dark");
  });

  it("follows the settings before the system", () => {
    expect([isDark("dark"), isDark("light"), isDark(undefined)]).toEqual([true, false, false]);
  });
});

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** The rules whose result depends on colours. The other rules give the same result in each theme. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Checks a page by axe-core. Returns a line for each element that breaks a rule. */
export async function checkAccess(page: Page, only: "all" | "colours"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const runOnly: RunOptions["runOnly"] =
    only === "all" ? { type: "tag", values: TAGS } : { type: "rule", values: COLOUR_RULES };
  const results = (await page.evaluate(
    // The documents of messages run no scripts, so axe cannot enter their frames.
    (options) => (globalThis as unknown as { axe: Axe }).axe.run(document, options),
    { runOnly, iframes: false, resultTypes: ["violations"] } satisfies RunOptions,
  )) as AxeResults;
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `axe ${violation.id}: ${String(node.target)} ${node.html.slice(0, 120)}`),
  );
}

interface Axe {
  run: (root: Document, options: RunOptions) => Promise<AxeResults>;
}

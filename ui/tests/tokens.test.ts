import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BREAKS } from "../src/lib/layout.svelte";

const root = join(import.meta.dirname, "../src");
const css = readFileSync(join(root, "app.css"), "utf8");
const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
const theme = (at: 2 | 3) => Object.fromEntries(pairs.map((pair) => [pair[1], pair[at]]));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string | undefined, b: string | undefined): number {
  if (!a || !b) throw new Error("a colour is missing");
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string[]][] = [
  ["ink", ["paper", "side", "bar", "tint", "hover"]],
  ["ink2", ["paper", "side", "bar", "tint", "hover"]],
  ["ink3", ["paper", "side", "bar", "tint", "hover"]],
  ["accent", ["paper", "side", "tint"]],
  ["accent-ink", ["accent", "accent-strong"]],
  ["mark-ink", ["mark"]],
  ["warn", ["warn-bg", "paper", "tint"]],
  ["bad", ["paper"]],
  ["bad-ink", ["bad"]],
];

describe.each([
  ["light", theme(2)],
  ["dark", theme(3)],
])("the %s colours", (_, colours) => {
  it.each(TEXT.flatMap(([ink, grounds]) => grounds.map((ground) => [ink, ground])))(
    "%s can be read on %s",
    (ink, ground) => {
      expect(contrast(colours[ink ?? ""], colours[ground ?? ""])).toBeGreaterThanOrEqual(4.5);
    },
  );
  it("shows the edges of checkboxes", () => {
    expect(contrast(colours.edge, colours.paper)).toBeGreaterThanOrEqual(3);
  });
});

describe("the tokens", () => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(svelte|css)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

  it("exist wherever they are used", () => {
    const known = new Set(
      files.flatMap(({ text }) => [...text.matchAll(/--[\w-]+(?=:|=|")/g)].map((m) => m[0])),
    );
    const used = files.flatMap(({ name, text }) =>
      [...text.matchAll(/var\((--[\w-]+)\)/g)].map((m) => ({ name, token: m[1] ?? "" })),
    );
    const missing = used.filter(({ token }) => !known.has(token) && !token.startsWith("--bits-"));
    expect(missing).toEqual([]);
    expect(used.length).toBeGreaterThan(100);
  });

  it("are the only layers", () => {
    const raw = files.filter(({ text }) => /z-index: \d/.test(text)).map(({ name }) => name);
    expect(raw).toEqual([]);
  });

  it("and the window change at the same widths", () => {
    const view = files.find(({ name }) => name.endsWith("Main.svelte"))?.text ?? "";
    const widths = [...view.matchAll(/@media \(max-width: (\d+)px\)/g)].map((m) => Number(m[1]) + 1);
    expect(widths).toEqual([BREAKS.drawer, BREAKS.single]);
  });
});

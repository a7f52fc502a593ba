import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/app.css"), "utf8");
const tokens = (block: string) =>
  Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
const light = tokens(css.slice(css.indexOf(":root {"), css.indexOf("@media")));
const dark = tokens(css.slice(css.indexOf(':root[data-theme="dark"]')));
const system = tokens(
  css.slice(css.indexOf("@media (prefers-color-scheme"), css.indexOf(':root[data-theme="light"]')),
);

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
  ["light", light],
  ["dark", dark],
])("the %s colours", (_, theme) => {
  it.each(TEXT.flatMap(([ink, grounds]) => grounds.map((ground) => [ink, ground])))(
    "%s can be read on %s",
    (ink, ground) => {
      expect(contrast(theme[ink ?? ""], theme[ground ?? ""])).toBeGreaterThanOrEqual(4.5);
    },
  );
  it("shows the edges of checkboxes", () => {
    expect(contrast(theme.edge, theme.paper)).toBeGreaterThanOrEqual(3);
  });
});

it("has the same dark colours by choice and by the system", () => expect(system).toEqual(dark));

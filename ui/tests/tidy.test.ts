import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|svelte|css)$/.test(name))
  .map((name) => ({ name: name.replaceAll("\\", "/"), text: readFileSync(join(root, name), "utf8") }));

/** Files of the project that a file imports. */
function imports(name: string, text: string): string[] {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((m) => m[1] ?? "");
  return found.flatMap((path) => {
    const base = relative(root, join(root, dirname(name), path)).replaceAll("\\", "/");
    const file = files.find((f) => [base, `${base}.ts`, `${base}/index.ts`].includes(f.name));
    return file ? [file.name] : [];
  });
}

describe("the source", () => {
  it("was found", () => expect(files.length).toBeGreaterThan(50));

  it("calls the program behind the window in one file only", () => {
    const doors = files.filter((f) => f.text.includes("@tauri-apps/")).map((f) => f.name);
    expect(doors).toEqual(["lib/backend/tauri.ts"]);
  });

  it("never shows text as markup", () => {
    expect(
      files.filter((f) => /\{@html|innerHTML|insertAdjacentHTML/.test(f.text)).map((f) => f.name),
    ).toEqual([]);
  });

  it("never goes online", () => {
    const asks = /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|@import|url\(/;
    const online = files.filter((f) =>
      asks.test(f.text.replaceAll("this.fetch(", "").replaceAll("async fetch(", "")),
    );
    expect(online.map((f) => f.name)).toEqual([]);
  });

  it("keeps files small", () => {
    expect(files.filter((f) => f.text.split("\n").length > 301).map((f) => f.name)).toEqual([]);
  });

  it("has no import cycles", () => {
    const graph = new Map(files.map((f) => [f.name, imports(f.name, f.text)]));
    const done = new Set<string>();
    const visit = (name: string, path: string[]): void => {
      if (path.includes(name)) throw new Error(`circle: ${[...path, name].join(" -> ")}`);
      if (done.has(name)) return;
      for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
      done.add(name);
    };
    for (const name of graph.keys()) visit(name, []);
    expect(done.size).toBe(files.length);
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startChromium } from "./chromium";
import { writeFonts } from "./fonts";
import { serve } from "./server";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the pages. */
    pages: string;
    /** The address of the browser, or null if no browser works. */
    browser: string | null;
  }
}

const root = join(import.meta.dirname, "../..");
export const OUT = join(root, "browser/out");

/** Builds the pages with the made-up backend, and starts the server and the browser for all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const browser = await startChromium({ FONTCONFIG_FILE: writeFonts(join(root, "node_modules"), OUT) });
  if (typeof browser === "string") {
    // `cargo xtask test` shows this line in its summary.
    process.stdout.write(`skipped: tests of the pages in a browser: ${browser}\n`);
    project.provide("browser", null);
    return async () => {};
  }
  buildPages();
  const { csp } = JSON.parse(readFileSync(join(root, "../src-tauri/tauri.conf.json"), "utf8")).app.security;
  const { server, address } = await serve(join(OUT, "pages"), csp);
  project.provide("pages", address);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    server.close();
    await browser.close();
  };
}

/** Builds the pages as a release does, apart from the made-up backend. */
function buildPages(): void {
  // With these variables of the test runner, Svelte would be built for a server.
  const { VITEST, NODE_ENV, ...env } = process.env;
  void [VITEST, NODE_ENV];
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const options = [
    "--config",
    "browser/pages.config.ts",
    "--mode",
    "pictures",
    "--outDir",
    join(OUT, "pages"),
    "--emptyOutDir",
    "--logLevel",
    "warn",
  ];
  execFileSync(process.execPath, [vite, "build", ...options], { cwd: root, env, stdio: "inherit" });
}

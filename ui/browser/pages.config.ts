import { join } from "node:path";
import { defineConfig, mergeConfig } from "vite";
import base from "../vite.config";

const root = join(import.meta.dirname, "..");

/** The pages of a release, and the page with all parts of the window. */
export default mergeConfig(
  base,
  defineConfig({
    root,
    build: { rollupOptions: { input: [join(root, "index.html"), join(root, "parts.html")] } },
  }),
);

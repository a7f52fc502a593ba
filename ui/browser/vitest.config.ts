import { join } from "node:path";
import { defineConfig } from "vitest/config";

// The dates of the made-up mail are local times.
process.env.TZ = "UTC";

export default defineConfig({
  cacheDir: join(import.meta.dirname, "../node_modules/.vite"),
  test: {
    root: import.meta.dirname,
    environment: "node",
    include: ["*.test.ts"],
    globalSetup: ["setup/global.ts"],
    // Most of the work happens in the browser, which uses the other processors.
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

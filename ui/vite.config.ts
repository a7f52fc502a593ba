/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vite";

// The tests expect numbers and dates in English, whatever the locale of the machine is.
if (process.env.VITEST) process.env.LC_ALL = "en_GB.UTF-8";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 5183, strictPort: true, host: "127.0.0.1" },
  preview: { port: 5184, strictPort: true, host: "127.0.0.1" },
  build: {
    // The oldest supported web views: WebKit of macOS 12, WebKitGTK 2.42, and the current WebView2.
    target: ["safari16.4", "chrome111"],
    // The page's Content-Security-Policy forbids `data:` addresses.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script, which the policy forbids.
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    alias: { "bits-ui": new URL("tests/bits.ts", import.meta.url).pathname },
    restoreMocks: true,
    // A busy machine needs several seconds for a test that types and waits.
    testTimeout: 30_000,
  },
});

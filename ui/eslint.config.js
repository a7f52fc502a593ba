import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist", "node_modules", "src/lib/bindings"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      // Text from mail is never markup.
      "svelte/no-at-html-tags": "error",
      "svelte/button-has-type": "error",
      "svelte/no-target-blank": "error",
      // Sets and maps of a single call need no reactivity.
      "svelte/prefer-svelte-reactivity": "off",
      "max-lines": ["error", { max: 300 }],
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-imports": ["error", { patterns: ["@tauri-apps/*"] }],
    },
  },
  {
    // The only file that calls the program behind the window, and its test.
    files: ["src/lib/backend/tauri.ts", "tests/tauri.test.ts"],
    rules: { "no-restricted-imports": "off" },
  },
);

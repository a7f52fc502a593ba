import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist", "node_modules", "browser/out", "src/lib/bindings"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      // Text from mail must never be inserted as markup.
      "svelte/no-at-html-tags": "error",
      "svelte/button-has-type": "error",
      "svelte/no-target-blank": "error",
      // Sets and maps that exist only during a call need no reactivity.
      "svelte/prefer-svelte-reactivity": "off",
      "max-lines": ["error", { max: 300 }],
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-imports": ["error", { patterns: ["@tauri-apps/*"] }],
    },
  },
  {
    // Only this file calls the program behind the window. Its test may do so too.
    files: ["src/lib/backend/tauri.ts", "tests/tauri.test.ts"],
    rules: { "no-restricted-imports": "off" },
  },
);

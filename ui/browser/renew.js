// Stores the pictures of all states anew: `npm run pictures`.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
rmSync(join(root, "browser/pictures"), { recursive: true, force: true });
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const run = spawnSync(process.execPath, [vitest, "run", "--config", "browser/vitest.config.ts"], {
  cwd: root,
  env: { ...process.env, FOUNDMAIL_PICTURES: "renew" },
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;

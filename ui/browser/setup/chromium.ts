import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type BrowserServer, chromium } from "playwright-core";

/** Programs that draw pages with Chromium. On Ubuntu, `chromium-browser` only installs a snap, so it comes late. */
const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "microsoft-edge", "chromium-browser"];

/** Places outside the search path, on Windows and macOS. */
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

const ARGUMENTS = [
  // Text and colours do not depend on the settings of the machine.
  "--font-render-hinting=none",
  "--disable-lcd-text",
  "--force-color-profile=srgb",
  "--disable-gpu",
  "--hide-scrollbars",
  // No name is resolved, so nothing can go online.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Returns the paths of all browsers on this machine, the best first. `FOUNDMAIL_CHROMIUM` replaces the search. */
function candidates(): string[] {
  const given = process.env.FOUNDMAIL_CHROMIUM;
  if (given) return [given];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...PLACES].filter(isProgram);
}

/** Starts the first browser that works. Returns the reason as a sentence if none does. */
export async function startChromium(env: Record<string, string>): Promise<BrowserServer | string> {
  const failed: string[] = [];
  for (const executablePath of candidates()) {
    try {
      return await chromium.launchServer({
        executablePath,
        args: ARGUMENTS,
        env: { ...(process.env as Record<string, string>), ...env },
        timeout: 30_000,
      });
    } catch (error) {
      failed.push(`${executablePath}: ${String(error).split("\n")[0]}`);
    }
  }
  if (failed.length > 0) return `no browser starts (${failed.join("; ")})`;
  return `none of the programs ${NAMES.join(", ")} is installed (package chromium)`;
}

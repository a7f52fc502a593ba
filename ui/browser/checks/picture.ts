import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { encodeIndexed } from "./palette";

const STORE = join(import.meta.dirname, "../pictures");
const DIFFERENCES = join(import.meta.dirname, "../out/differences");
const VERSION = join(STORE, "chromium.txt");

/** True if this run stores its pictures instead of comparing them (`npm run pictures`). */
export const renews = process.env.FOUNDMAIL_PICTURES === "renew";

/** The distance up to which two colours are equal, from 0 to 1. The rounding of stored colours stays below it. */
const THRESHOLD = 0.06;
/** The share of pixels that may differ, for the browser that drew the stored pictures and for another one. */
const SAME_BROWSER = 0.0002;
const OTHER_BROWSER = 0.02;

const major = (version: string): string => version.split(".")[0] ?? "";

/** Compares a picture with the stored one, or stores it. Returns a sentence if they differ. */
export function comparePicture(name: string, png: Buffer, version: string): string | null {
  const path = join(STORE, `${name}.png`);
  const now = PNG.sync.read(png);
  if (renews) {
    mkdirSync(STORE, { recursive: true });
    writeFileSync(path, encodeIndexed(now.data, now.width, now.height));
    writeFileSync(VERSION, `${version}\n`);
    return null;
  }
  if (!existsSync(path)) return `no picture is stored; run \`npm run pictures\` and look at ${name}.png`;
  const stored = PNG.sync.read(readFileSync(path));
  if (stored.width !== now.width || stored.height !== now.height) return "the picture has another size";
  const diff = new PNG({ width: now.width, height: now.height });
  const count = pixelmatch(stored.data, now.data, diff.data, now.width, now.height, { threshold: THRESHOLD });
  const drawnBy = readFileSync(VERSION, "utf8").trim();
  const same = major(drawnBy) === major(version);
  if (count <= now.width * now.height * (same ? SAME_BROWSER : OTHER_BROWSER)) return null;
  mkdirSync(DIFFERENCES, { recursive: true });
  writeFileSync(join(DIFFERENCES, `${name}.new.png`), png);
  writeFileSync(join(DIFFERENCES, `${name}.diff.png`), PNG.sync.write(diff));
  const cause = same
    ? "Look at the pictures."
    : `The stored picture was drawn by Chromium ${drawnBy}, this one by ${version}, which may be the cause.`;
  return (
    `${count} pixels differ from browser/pictures/${name}.png; see browser/out/differences. ${cause} ` +
    "If the new look is intended, run `npm run pictures`."
  );
}

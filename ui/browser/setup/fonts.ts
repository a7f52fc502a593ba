import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

const FACES = ["Regular", "RegularItalic", "Medium", "Bold", "BoldItalic"];

/** Folders with the fonts for Chinese text and for emoji. The system packages of the tests contain them. */
const OTHERS = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto"];

/** Converts a font from WOFF 1.0 (W3C recommendation, section 3) to OpenType, the only form that fontconfig reads. */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  const power = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * count - 16 * 2 ** power, 10);
  const parts = [head];
  let offset = head.length;
  for (let i = 0; i < count; i += 1) {
    const entry = 44 + 20 * i;
    const [at, packed, length] = [4, 8, 12].map((n) => woff.readUInt32BE(entry + n)) as [
      number,
      number,
      number,
    ];
    const raw = woff.subarray(at, at + packed);
    const table = packed < length ? inflateSync(raw) : raw;
    const to = 12 + 16 * i;
    woff.copy(head, to, entry, entry + 4);
    woff.copy(head, to + 4, entry + 16, entry + 20);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(length, to + 12);
    const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
    table.copy(padded);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}

/**
 * Writes the fonts of the pictures and a configuration of fontconfig to `out`. Returns its path. All text, also that of
 * formatted messages, is then drawn in Roboto, so that pictures do not depend on the installed fonts.
 */
export function writeFonts(packages: string, out: string): string {
  const fonts = join(out, "fonts");
  mkdirSync(fonts, { recursive: true });
  for (const face of FACES) {
    const woff = readFileSync(join(packages, "roboto-fontface/fonts/roboto", `Roboto-${face}.woff`));
    writeFileSync(join(fonts, `Roboto-${face}.ttf`), unpackWoff(woff));
  }
  const alias = ["sans-serif", "sans", "serif", "monospace", "system-ui", "Arial", "Segoe UI", "Cantarell"]
    .map(
      (name) =>
        `<match><test name="family"><string>${name}</string></test>` +
        `<edit name="family" mode="assign" binding="same"><string>Roboto</string></edit></match>`,
    )
    .join("\n");
  const path = join(out, "fonts.conf");
  writeFileSync(
    path,
    `<?xml version="1.0"?>\n<fontconfig>\n${[fonts, ...OTHERS].map((dir) => `<dir>${dir}</dir>`).join("")}
<cachedir>${join(out, "font-cache")}</cachedir>\n${alias}\n</fontconfig>\n`,
  );
  return path;
}

import { crc32 } from "./crc";
import { deflateSync } from "node:zlib";

/** The step to which colours are rounded. A stored picture is smaller with fewer colours. */
const STEP = 8;
const COLOURS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Returns a PNG with at most 256 colours. `rgba` has four bytes for each pixel. The alpha channel is left out. */
export function encodeIndexed(rgba: Uint8Array, width: number, height: number): Buffer {
  const counts = new Map<number, number>();
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i += 1) {
    const colour = (rounded(rgba[4 * i]) << 16) | (rounded(rgba[4 * i + 1]) << 8) | rounded(rgba[4 * i + 2]);
    pixels[i] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const all = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const kept = all.slice(0, COLOURS);
  const index = new Map(all.map((colour) => [colour, nearest(kept, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = index.get(pixels[y * width + x] ?? 0) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(kept.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const rounded = (value = 0): number => Math.min(255, Math.round(value / STEP) * STEP);

/** Returns the index of the colour in `palette` that is nearest to `colour`. */
function nearest(palette: number[], colour: number): number {
  const exact = palette.indexOf(colour);
  if (exact >= 0) return exact;
  const distance = (other: number) =>
    [16, 8, 0].reduce((sum, bits) => sum + (((colour >> bits) & 255) - ((other >> bits) & 255)) ** 2, 0);
  let best = 0;
  for (let i = 1; i < palette.length; i += 1)
    if (distance(palette[i] ?? 0) < distance(palette[best] ?? 0)) best = i;
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

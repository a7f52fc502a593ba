import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { encodeIndexed } from "./checks/palette";

/** Returns pixels with more colours than a palette has. */
function gradient(width: number, height: number): Uint8Array {
  const rgba = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i += 1) rgba.set([i % 256, (i * 7) % 256, (i * 31) % 256, 255], 4 * i);
  return rgba;
}

it("stores a picture of few colours nearly unchanged", () => {
  const rgba = new Uint8Array([255, 255, 255, 255, 27, 30, 33, 255, 28, 116, 88, 255, 0, 0, 0, 255]);
  const read = PNG.sync.read(encodeIndexed(rgba, 2, 2));
  expect([read.width, read.height]).toEqual([2, 2]);
  for (const [i, value] of rgba.entries())
    expect(Math.abs((read.data[i] ?? 0) - value)).toBeLessThanOrEqual(4);
});

it("replaces rare colours by near ones", () => {
  const rgba = gradient(40, 40);
  const read = PNG.sync.read(encodeIndexed(rgba, 40, 40));
  const colours = new Set<number>();
  for (let i = 0; i < 1600; i += 1) colours.add(read.data.readUIntBE(4 * i, 3));
  expect(colours.size).toBeLessThanOrEqual(256);
  const sum = rgba.reduce((all, value, i) => all + Math.abs(value - (read.data[i] ?? 0)), 0);
  expect(sum / rgba.length).toBeLessThan(20);
});

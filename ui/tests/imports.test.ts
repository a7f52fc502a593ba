import { describe, expect, it, vi } from "vitest";
import { Fake } from "../src/lib/backend/fake";
import { ended, running, stopped } from "../src/lib/backend/madeup/imports";
import { ImportsController } from "../src/lib/import/imports.svelte";

describe("imports", () => {
  it("distinguish a start, a step and an end", () => {
    const imports = new ImportsController(new Fake());
    const reading = running(1, 3);
    expect(imports.take(reading)).toBe("started");
    expect(imports.take(reading)).toBe("moved");
    expect(imports.take(ended(1))).toBe("ended");
    expect(imports.take(ended(1))).toBe("moved");
    expect(imports.all.length).toBe(1);
  });

  it("can be continued until a later import has read the same files", async () => {
    const backend = new Fake({ stopped: true });
    const imports = new ImportsController(backend);
    await imports.load();
    expect(imports.unfinished.map((view) => view.id)).toEqual([1]);
    vi.spyOn(backend, "imports").mockResolvedValue([ended(2)]);
    imports.take(ended(2));
    await imports.settle();
    expect(imports.unfinished).toEqual([]);
    expect(imports.all.map((view) => view.id)).toEqual([2]);
    imports.take(stopped(3));
    expect(imports.unfinished.map((view) => view.id)).toEqual([3]);
    imports.take(running(4, 1));
    expect(imports.unfinished).toEqual([]);
  });

  it("keep an end that was reported before an older answer arrived", async () => {
    const backend = new Fake();
    const imports = new ImportsController(backend);
    vi.spyOn(backend, "imports").mockResolvedValue([running(7, 3)]);
    imports.take(ended(7));
    await imports.settle();
    expect(imports.all.map((view) => view.state)).toEqual(["done"]);
  });
});

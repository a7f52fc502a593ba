import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asError } from "../src/lib/backend";
import { SENTENCES } from "../src/lib/backend/errors";
import type { ErrorCode } from "../src/lib/bindings/ErrorCode";

/** The error codes in the generated type. */
const file = readFileSync(join(import.meta.dirname, "../src/lib/bindings/ErrorCode.ts"), "utf8");
const codes = [...(file.split("export type").at(-1) ?? "").matchAll(/"(\w+)"/g)].map(
  (m) => m[1] as ErrorCode,
);

describe("each error code", () => {
  it("is in the generated type", () => {
    expect([...codes].sort()).toEqual(Object.keys(SENTENCES).sort());
    expect(codes.length).toBeGreaterThanOrEqual(4);
  });

  it.each(codes)("%s has a sentence in the window", (code) => {
    expect(SENTENCES[code]).toMatch(/^[A-Z].*\.$/);
    expect(asError({ code, message: "" })).toEqual({ code, message: SENTENCES[code] });
    expect(asError({ code, message: "The disk is full." })).toEqual({ code, message: "The disk is full." });
  });
});

it.each([
  [
    { code: "later", message: "Not yet." },
    { code: "failed", message: "Not yet." },
  ],
  [{ code: "toString" }, { code: "failed", message: SENTENCES.failed }],
  [new Error("no such command"), { code: "failed", message: "no such command" }],
  ["invalid args", { code: "failed", message: "invalid args" }],
  [undefined, { code: "failed", message: SENTENCES.failed }],
])("converts any thrown value: %o", (thrown, shown) => expect(asError(thrown)).toEqual(shown));

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Toasts } from "../src/lib/toasts.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("toasts", () => {
  it("end by themselves, except errors and those with a button", () => {
    const toasts = new Toasts();
    toasts.say("Saved.");
    toasts.say("Saved.", { label: "Show in folder", run: () => {} });
    toasts.say("The disk is full.", null, true);
    vi.advanceTimersByTime(60_000);
    expect(toasts.all.map(({ bad }) => bad)).toEqual([false, true]);
  });

  it("stay while they are read, and then for their whole time", () => {
    const toasts = new Toasts();
    toasts.say("Saved.");
    vi.advanceTimersByTime(7_000);
    toasts.hold();
    toasts.say("Copied.");
    vi.advanceTimersByTime(60_000);
    expect(toasts.all.length).toBe(2);
    toasts.release();
    vi.advanceTimersByTime(7_000);
    expect(toasts.all.length).toBe(2);
    vi.advanceTimersByTime(2_000);
    expect(toasts.all.length).toBe(0);
  });

  it("end again after all of them were closed while they were held", () => {
    const toasts = new Toasts();
    const id = toasts.say("Saved.");
    toasts.hold();
    toasts.close(id);
    toasts.say("Copied.");
    vi.advanceTimersByTime(9_000);
    expect(toasts.all).toEqual([]);
  });
});

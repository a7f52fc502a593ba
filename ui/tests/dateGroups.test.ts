import { describe, expect, it } from "vitest";
import { DateGroups } from "../src/lib/list/dateGroups";

/** Wednesday, 18 November 2026, in the afternoon. */
const NOW = new Date(2026, 10, 18, 15, 30).getTime();
const groups = new DateGroups(NOW);
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

describe("the group of a date", () => {
  it.each([
    ["now", NOW, "Today"],
    ["midnight", at(2026, 10, 18), "Today"],
    ["a minute before midnight", at(2026, 10, 17, 23, 59), "Yesterday"],
    ["two days ago", at(2026, 10, 16, 8), "Last 7 days"],
    ["six days ago", at(2026, 10, 12), "Last 7 days"],
    ["seven days ago", at(2026, 10, 11, 23, 59), "November 2026"],
    ["the year before, less than twelve months ago", at(2025, 11, 1), "December 2025"],
    ["twelve months ago", at(2025, 10, 30), "2025 · November"],
    ["long ago", at(2016, 2, 14), "2016 · March"],
    ["tomorrow", at(2026, 10, 19), "In the future"],
    ["unknown", null, "No date"],
    ["impossible", 9e15, "No date"],
  ])("%s", (_, date, wanted) => expect(groups.name(groups.key(date))).toBe(wanted));

  it("is equal for two days of a month, and differs for two months", () => {
    expect(groups.key(at(2016, 2, 1))).toBe(groups.key(at(2016, 2, 31)));
    expect(groups.key(at(2016, 2, 31))).not.toBe(groups.key(at(2016, 3, 1)));
    expect(groups.key(at(2015, 2, 1))).not.toBe(groups.key(at(2016, 2, 1)));
  });
});

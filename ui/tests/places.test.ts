/** Checks where parts of the search box are: the offers, and the buttons that fit in a row. */
import { describe, expect, it } from "vitest";
import { fitting } from "../src/lib/search/fitting";
import { offersPlace } from "../src/lib/search/offersPlace";

const area = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe("the offers", () => {
  it("are beside the list if the search box reaches beyond it", () => {
    const place = offersPlace(area(236, 8, 996, 44), area(236, 190, 636, 800), { width: 1280, height: 800 });
    expect(place).toMatchObject({ left: 640, top: 48 });
    expect(place.left + place.width).toBeLessThanOrEqual(1272);
  });

  it.each([
    [area(60, 8, 500, 44), area(0, 190, 600, 800), { width: 600, height: 800 }],
    [area(60, 8, 700, 44), area(0, 190, 560, 800), { width: 800, height: 800 }],
  ])("end above the first result if there is no room beside the list", (box, list, window) => {
    const place = offersPlace(box, list, window);
    expect(place.top + place.most).toBeLessThanOrEqual(list.top);
    expect(place.width).toBeGreaterThanOrEqual(260);
    expect(place.left + place.width).toBeLessThanOrEqual(window.width);
  });

  it("always have room for three, and may fill a window without results", () => {
    const low = offersPlace(area(60, 8, 310, 44), area(0, 60, 320, 300), { width: 320, height: 300 });
    expect(low.most).toBe(92);
    const none = offersPlace(area(60, 8, 310, 44), null, { width: 320, height: 300 });
    expect(none.most).toBe(300 - 48 - 8);
  });
});

describe("the filters", () => {
  const widths = [60, 60, 70, 60, 50, 100, 50];
  it.each([
    [1000, 7],
    [474, 7],
    [473, 5],
    [376, 4],
    [150, 1],
    [100, 0],
    [0, 7],
  ])("of a row of %i pixels are %i, and the others are in the menu", (room, wanted) =>
    expect(fitting(widths, room, 72, 4)).toBe(wanted),
  );
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { focusedElement, homeOf, isTextField, placeAt, selectedAt } from "../src/lib/parts/entries";

const page = (...parts: string[]) => {
  const doc = new DOMParser().parseFromString(parts.join(""), "text/html");
  document.body.replaceChildren(...doc.body.childNodes);
};
const part = (css: string) => document.querySelector(css) as HTMLElement;
const area = (css: string, x: number, y: number, width: number, height: number) =>
  vi.spyOn(part(css), "getBoundingClientRect").mockReturnValue(new DOMRect(x, y, width, height));

afterEach(() => {
  getSelection()?.removeAllRanges();
  document.body.replaceChildren();
});

describe("a menu that a key opens", () => {
  it("is next to a small element, and inside a tall one", () => {
    page("<p>text</p><div>pane</div>");
    area("p", 10, 20, 300, 28);
    area("div", 100, 50, 300, 600);
    expect(placeAt(part("p"))).toBe(part("p"));
    const { left, top } = placeAt(part("div")).getBoundingClientRect();
    expect([left, top]).toEqual([116, 66]);
  });

  it("belongs to the active row of a list", () => {
    page('<div role="grid" tabindex="0" aria-activedescendant="row-1"><p id="row-1">row</p></div>');
    part("[role=grid]").focus();
    expect(focusedElement()).toBe(part("#row-1"));
    part("[role=grid]").setAttribute("aria-activedescendant", "row-9");
    expect(focusedElement()).toBe(part("[role=grid]"));
  });

  it("is added to the sheet or landmark of its element", () => {
    page("<header><b></b></header><main><dialog><i></i></dialog></main><u></u>");
    expect(["b", "i", "u"].map((css) => homeOf(part(css)).tagName)).toEqual(["HEADER", "DIALOG", "BODY"]);
  });
});

it.each([
  ['<input type="text">', true],
  ["<textarea></textarea>", true],
  ['<input type="checkbox">', false],
  ["<p>text</p>", false],
])("the browser's menu in %s: %s", (html, expected) => {
  page(html);
  expect(isTextField(document.body.firstElementChild as Element)).toBe(expected);
});

it("selected text belongs only to the elements that it touches", () => {
  page("<p>one</p><b>two</b>");
  expect(selectedAt(part("p"))).toBe("");
  getSelection()?.selectAllChildren(part("p"));
  expect(selectedAt(part("p"))).toBe("one");
  expect(selectedAt(part("b"))).toBe("");
});

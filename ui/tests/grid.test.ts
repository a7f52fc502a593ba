/** Checks the rows of a long list: headings, placeholders, and what screen readers are told. */
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { page, pause } from "./make";

beforeEach(() => localStorage.clear());

const DAY = 86_400_000;
/** A window with 1,000 rows, of which each is a week older than the one before. Only the first page is answered. */
async function open(answer: (offset: number) => boolean = (offset) => offset === 0) {
  const backend = new Fake();
  const start = Date.UTC(2016, 2, 30, 12);
  backend.list = async (request) => {
    if (!answer(request.offset)) await new Promise(() => {});
    const { rows, ...rest } = page(request, 1000);
    return { ...rest, rows: rows.map((row) => ({ ...row, date: start - row.thread * 7 * DAY })) };
  };
  render(App, { backend });
  await screen.findAllByTestId("row");
  return screen.getByTestId("list");
}
const rows = () => screen.getAllByTestId("row");
const headings = (list: HTMLElement) => [...list.querySelectorAll(".heading")].map((h) => h.textContent);
async function scroll(list: HTMLElement, top: number) {
  list.scrollTop = top;
  await fireEvent.scroll(list);
}

describe("a list by date", () => {
  it("has a heading for each month, which is no row for screen readers", async () => {
    const list = await open();
    expect(headings(list).slice(0, 3)).toEqual(["2016 · March", "2016 · February", "2016 · January"]);
    expect(screen.getByTestId("group").textContent).toBe("2016 · March");
    expect(list.querySelector(".heading")?.getAttribute("aria-hidden")).toBe("true");
    expect(list.getAttribute("aria-rowcount")).toBe("1000");
    expect(rows().map((row) => row.getAttribute("aria-rowindex"))).toEqual(rows().map((_, i) => `${i + 1}`));
  });

  it("shows the month of the row at the top while it scrolls", async () => {
    const list = await open();
    await scroll(list, 10 * 76 + 2 * 24 + 30);
    await waitFor(() => expect(screen.getByTestId("group").textContent).toBe("2016 · January"));
  });

  it("moves no visible row when a heading above becomes known", async () => {
    const list = await open(() => true);
    await scroll(list, 30_000);
    await pause(20);
    const seen = rows().find((row) => Number.parseFloat(row.style.top) >= list.scrollTop)!;
    const place = Number.parseFloat(seen.style.top) - list.scrollTop;
    await scroll(list, list.scrollTop - 400);
    await pause(20);
    const same = rows().find((row) => row.id === seen.id)!;
    expect(Number.parseFloat(same.style.top) - list.scrollTop).toBeCloseTo(place + 400, 3);
  });
});

describe("a row that is not loaded", () => {
  it("is a placeholder at once", async () => {
    const list = await open();
    await scroll(list, 40_000);
    const [first] = rows();
    expect(first?.textContent?.trim()).toBe("");
    expect(first?.querySelectorAll("i").length).toBeGreaterThan(3);
    expect(first?.hasAttribute("aria-selected")).toBe(false);
    expect(screen.queryByTestId("group")).toBeNull();
  });
});

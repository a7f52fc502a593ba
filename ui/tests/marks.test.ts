/** Checks stars and tags in the list, and their entries in the left pane. */
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

async function open(backend = new Fake()) {
  render(App, { backend });
  await screen.findAllByTestId("row");
  screen.getByTestId("list").focus();
  return backend;
}
const row = (index: number) => screen.getAllByTestId("row")[index]!;
const isStarred = (index: number) => / starred;/.test(row(index).textContent ?? "");
const starred = () => screen.getByTestId("place-starred").textContent?.replace(/\D/g, "");

describe("a star", () => {
  it("is set and removed with S, and counted in the left pane", async () => {
    await open();
    await user.keyboard("js");
    await waitFor(() => expect(isStarred(0)).toBe(true));
    // The conversation has two messages.
    await waitFor(() => expect(starred()).toBe("2"));
    expect(document.activeElement).toBe(screen.getByTestId("list"));
    await user.keyboard("s");
    await waitFor(() => expect(isStarred(0)).toBe(false));
    await waitFor(() => expect(starred()).toBe("0"));
  });

  it("is set with its button, without opening the row", async () => {
    const backend = await open();
    const opened = vi.spyOn(backend, "conversation");
    await user.click(within(row(2)).getByTestId("row-star"));
    await waitFor(() => expect(isStarred(2)).toBe(true));
    expect(opened).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("place-starred"));
    await waitFor(() => expect(screen.getAllByTestId("row").length).toBe(1));
    expect(screen.getByTestId("place-starred").getAttribute("aria-current")).toBe("true");
    expect(screen.getByTestId("place-all").getAttribute("aria-current")).toBe("false");
    await user.click(screen.getByTestId("place-all"));
    await waitFor(() => expect(screen.getAllByTestId("row").length).toBeGreaterThan(1));
    expect(screen.getByTestId("search").dataset.query).toBe("");
  });

  it("is set for all picked rows, and not for a row that cannot be changed", async () => {
    const backend = await open();
    await user.keyboard("jxjx");
    await user.keyboard("s");
    await waitFor(() => expect([0, 1, 2].map(isStarred)).toEqual([true, true, false]));
    backend.setStar = () => Promise.reject({ code: "failed", message: "The disk is full." });
    await user.keyboard("s");
    await screen.findByText("The disk is full.");
    expect([0, 1].map(isStarred)).toEqual([true, true]);
  });
});

describe("tags", () => {
  it("are added by name, shown in the row and in the left pane, and removed", async () => {
    await open();
    await user.keyboard("jt");
    await user.click(await screen.findByTestId("new-tag"));
    await user.paste("  Tax\t2022 ");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("tag").checked).toBe(true));
    expect(screen.getByTestId<HTMLInputElement>("new-tag").value).toBe("");
    await user.click(screen.getByText("Done"));
    expect(row(0).textContent).toContain("tag Tax 2022");
    const entry = await screen.findByTestId("tag-entry");
    expect(entry.textContent?.replace(/\s+/g, " ").trim()).toBe("Tax 2022 2");

    screen.getByTestId("list").focus();
    await user.keyboard("t");
    // The conversation is open, so its own menu shows the tags.
    await user.click(await screen.findByRole("checkbox", { name: /Tax 2022/ }));
    await waitFor(() => expect(screen.queryByTestId("tag-entry")).toBeNull());
  });

  it("are shown, renamed and deleted in the left pane", async () => {
    const backend = new Fake();
    for (const mail of backend.mail.slice(0, 3)) mail.tags = ["Tax"];
    await open(backend);
    await user.click(await screen.findByTestId("tag-entry"));
    await waitFor(() => expect(screen.getByTestId("tag-entry").getAttribute("aria-current")).toBe("true"));
    expect(screen.getByTestId("count").textContent).toContain("3 messages");
    screen.getByTestId("tag-entry").focus();
    await user.keyboard("{F2}");
    await user.keyboard("Taxes{Enter}");
    await waitFor(() => expect(screen.getByTestId("tag-entry").textContent).toContain("Taxes"));
    await waitFor(() => expect(screen.getByTestId("search").dataset.query).toBe("tag:Taxes"));
    screen.getByTestId("tag-entry").focus();
    await user.keyboard("{Delete}");
    await screen.findByText("The tag “Taxes” was removed from 3 messages.");
    await waitFor(() => expect(screen.queryByTestId("tag-entry")).toBeNull());
    expect(backend.mail.length).toBeGreaterThan(200);
    expect(document.activeElement).not.toBe(document.body);
  });

  it("report an error, and stay as they are", async () => {
    const backend = new Fake();
    backend.mail[0]!.tags = ["Tax"];
    await open(backend);
    backend.setTag = () => Promise.reject({ code: "failed", message: "The disk is full." });
    await user.keyboard("jt");
    await user.click(await screen.findByTestId("tag"));
    await screen.findByText("The disk is full.");
    expect(screen.getByTestId<HTMLInputElement>("tag").checked).toBe(false);
  });
});

describe("the menu of a row", () => {
  it("acts on the row, and closes with the focus in the list", async () => {
    const backend = await open();
    await fireEvent.contextMenu(row(1), { button: 2 });
    await user.click(await screen.findByTestId("row-copy"));
    expect(await navigator.clipboard.readText()).toBe("Kupfer, Auftrag 1790: Preise");
    const printed = vi.spyOn(backend, "printMessages");
    await fireEvent.contextMenu(row(1), { button: 2 });
    await user.click(await screen.findByTestId("row-print"));
    await waitFor(() => expect(printed).toHaveBeenCalledOnce());
    await fireEvent.contextMenu(row(1), { button: 2 });
    await user.click(await screen.findByTestId("row-select"));
    await waitFor(() => expect(row(1).getAttribute("aria-selected")).toBe("true"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("list")));
  });
});

describe("the order and the layout", () => {
  const first = () => row(0).textContent ?? "";

  it("are chosen in a menu, and the layout is kept", async () => {
    const backend = await open();
    const asked = vi.spyOn(backend, "list");
    const newest = first();
    await user.click(screen.getByTestId("order"));
    await user.click(await screen.findByTestId("order-oldest"));
    await waitFor(() => expect(asked.mock.lastCall?.[0].sort).toBe("oldest"));
    await waitFor(() => expect(first()).not.toBe(newest));
    expect(screen.getByTestId("order").textContent).toContain("Oldest first");
    await user.click(screen.getByTestId("order"));
    await user.click(await screen.findByTestId("layout-table"));
    await waitFor(() => expect(row(0).textContent).toContain("KB"));
    expect(localStorage.getItem("foundmail.panes")).toContain('"table":true');
    expect(screen.getByTestId("list").getAttribute("aria-rowcount")).toMatch(/^\d{3}$/);
  });
});

describe("the count", () => {
  it("is announced once, after a pause", async () => {
    await open();
    const said = screen.getByTestId("said");
    await waitFor(() => expect(said.textContent).toMatch(/conversations/), { timeout: 3000 });
    const before = said.textContent;
    await user.click(screen.getByTestId("search"));
    await user.paste("88-2041");
    await waitFor(() => expect(screen.getByTestId("count").textContent).toMatch(/^1\s/));
    expect(said.textContent).toBe(before);
    expect(screen.getByTestId("count").hasAttribute("aria-live")).toBe(false);
    await waitFor(() => expect(said.textContent).toMatch(/^1 conversation/), { timeout: 3000 });
  });
});

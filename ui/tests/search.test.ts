import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

async function open(backend = new Fake()) {
  render(App, { backend });
  await screen.findAllByTestId("row");
  return backend;
}
const search = () => screen.getByTestId<HTMLInputElement>("search");
/** The query, with the conditions that are tokens. */
const query = () => search().dataset.query;
const offers = () => screen.queryAllByTestId("offer");
const chips = () =>
  screen.queryAllByTestId("chip").map((chip) => chip.textContent?.trim().replace(/\s+/g, " "));
const nameOf = (entry: HTMLElement) => entry.querySelector("bdi")?.textContent;
const choice = (name: RegExp) => screen.findByRole("button", { name, pressed: false });

describe("the search box", () => {
  it("is a combobox: arrow keys choose an offer, and Enter takes it", async () => {
    await open();
    await user.click(search());
    await user.keyboard("rut");
    await waitFor(() => expect(offers().length).toBeGreaterThan(0));
    expect(search().getAttribute("aria-expanded")).toBe("true");
    expect(search().getAttribute("aria-activedescendant")).toBeNull();
    await user.keyboard("{ArrowDown}");
    expect(search().getAttribute("aria-activedescendant")).toBe("offer-0");
    expect(offers()[0]?.getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{Enter}");
    expect(query()).toBe("with:claims@fairmount-mutual.example ");
    expect(search().getAttribute("aria-expanded")).toBe("false");
    expect(document.activeElement).toBe(search());
    await waitFor(() => expect(chips()).toEqual(["with Ruth Alder"]));
  });

  it("offers the values of an operator, and Tab takes one", async () => {
    await open();
    await user.click(search());
    await user.keyboard("fro");
    await waitFor(() => expect(offers()[0]?.textContent).toContain("from:"));
    await user.keyboard("{ArrowDown}{Tab}");
    expect(query()).toBe("from:");
    await waitFor(() => expect(offers().length).toBeGreaterThan(3));
    expect(document.activeElement).toBe(search());
  });

  it("searches on Enter if no offer is chosen, and closes before it clears on Esc", async () => {
    await open();
    await user.click(search());
    await user.keyboard("roof rut");
    await waitFor(() => expect(offers().length).toBeGreaterThan(0));
    await user.keyboard("{Escape}");
    expect(offers()).toEqual([]);
    expect(query()).toBe("roof rut");
    await user.keyboard("h");
    await waitFor(() => expect(offers().length).toBeGreaterThan(0));
    await user.keyboard("{Enter}");
    expect(query()).toBe("roof ruth");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("list")));
    expect(offers()).toEqual([]);
  });

  it("offers recent searches while it is empty, unless they are turned off", async () => {
    const backend = await open();
    await user.click(search());
    expect(offers()).toEqual([]);
    await user.keyboard("88-2041{Enter}");
    await waitFor(async () => expect((await backend.searches()).recent).toEqual(["88-2041"]));
    await user.click(search());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(offers().length).toBe(0));
    search().blur();
    await user.click(search());
    await waitFor(() => expect(offers()[0]?.textContent).toContain("88-2041"));
    await user.keyboard("{ArrowDown}{Enter}");
    expect(query()).toBe("88-2041");

    await user.click(screen.getByTestId("recent"));
    await user.click(screen.getByTestId("remember"));
    await waitFor(async () => expect((await backend.searches()).recent).toEqual([]));
    await user.click(screen.getByText("Done"));
    await user.clear(search());
    await user.keyboard("roof{Enter}");
    expect((await backend.searches()).recent).toEqual([]);
  });
});

describe("the buttons above the list", () => {
  it("write conditions that can be typed, and remove them again", async () => {
    await open();
    await user.click(search());
    await user.keyboard("roof");
    await user.click(screen.getByTestId("filter-from"));
    await user.click(await choice(/^Ruth Alder/));
    expect(query()).toBe("from:claims@fairmount-mutual.example roof");
    expect(chips()).toEqual(["from Ruth Alder"]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    // The menu still counts the other choices. A new choice replaces the earlier one.
    await user.click(screen.getByTestId("filter-from"));
    expect(await screen.findByRole("button", { name: /^Ruth Alder/, pressed: true })).toBeTruthy();
    await user.click(await choice(/^Town office/));
    expect(query()).toBe("from:permits@town.example roof");
    await user.click(screen.getByTestId("filter-from"));
    await user.click(await screen.findByRole("button", { name: /^Town office/, pressed: true }));
    expect(query()).toBe("roof");
    expect(chips()).toEqual([]);
  });

  it("count the results that the list would show", async () => {
    await open();
    await user.click(search());
    await user.keyboard("roof");
    await user.click(screen.getByTestId("filter-from"));
    const town = await choice(/^Town office/);
    const count = /(\d+)$/.exec(town.textContent?.trim() ?? "")?.[1];
    await user.click(town);
    await waitFor(() => expect(screen.getByTestId("count").textContent).toContain(`${count} message`));
  });

  it.each([
    ["from", "Ruth Alder{Enter}", 'from:"Ruth Alder"'],
    ["to", "karl{Enter}", "to:karl"],
    ["date", "2015{Enter}", "after:2015"],
    ["date", "{ArrowDown}2016{Enter}", "before:2016"],
    ["attachment", "report{Enter}", "filename:report"],
    ["folder", "{ArrowDown}{Enter}", 'in:"Sent Items"'],
    ["type", "{Enter}", "type:pdf"],
    ["size", "{ArrowDown}{Enter}", "larger:1m"],
  ])("%s works by keyboard alone: %s", async (id, keys, wanted) => {
    await open();
    screen.getByTestId(`filter-${id}`).focus();
    await user.keyboard("{Enter}");
    await waitFor(() =>
      expect(within(screen.getByRole("dialog")).queryAllByTestId("choice").length).toBeGreaterThan(0),
    );
    if (!document.activeElement?.closest("[role=dialog]")) screen.getAllByTestId("choice")[0]?.focus();
    await user.keyboard(keys);
    expect(query()).toBe(wanted);
    expect(document.activeElement).toBe(screen.getByTestId(`filter-${id}`));
  });

  it("close with Esc, and show errors", async () => {
    const backend = await open();
    const facets = vi.spyOn(backend, "facets").mockRejectedValueOnce({ code: "failed", message: "No disk." });
    await user.click(screen.getByTestId("filter-from"));
    await screen.findByText("No disk.", { exact: false });
    facets.mockRestore();
    await user.click(screen.getByText("Try again"));
    await choice(/^Ruth Alder/);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.activeElement).toBe(screen.getByTestId("filter-from"));
  });
});

describe("the bars", () => {
  it("select several with Shift and the arrow keys, and all with Esc", async () => {
    await open();
    screen.getByLabelText(/^2012: /).focus();
    await user.keyboard("{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}{Enter}");
    expect(query()).toBe("after:2012 before:2016");
    await waitFor(() => expect(screen.getByLabelText(/^2013: /).getAttribute("aria-pressed")).toBe("true"));
    expect(screen.getByLabelText(/^2011: /).getAttribute("aria-pressed")).toBe("false");
    screen.getByLabelText(/^2013: /).focus();
    await user.keyboard("{Escape}");
    expect(query()).toBe("");
  });
});

describe("saved searches", () => {
  it("are named, run, renamed, deleted and restored", async () => {
    await open();
    await user.click(search());
    await user.keyboard("roof from:ruth");
    await user.click(await screen.findByTestId("save-search"));
    expect(screen.getByTestId<HTMLInputElement>("search-name").value).toBe("roof ruth");
    await user.clear(screen.getByTestId("search-name"));
    await user.keyboard("Ruth’s roof{Enter}");
    const saved = await screen.findByTestId("saved");
    expect(nameOf(saved)).toBe("Ruth’s roof");
    // The number of results is counted after the list.
    await waitFor(() => expect(saved.textContent).toMatch(/3$/));

    await user.clear(search());
    await user.click(screen.getByTestId("saved"));
    await waitFor(() => expect(query()).toBe("roof from:ruth"));
    await waitFor(() => expect(screen.getByTestId("saved").getAttribute("aria-current")).toBe("true"));

    screen.getByTestId("saved").focus();
    await user.keyboard("{F2}");
    await user.keyboard("No{Escape}");
    await waitFor(() => expect(nameOf(screen.getByTestId("saved"))).toBe("Ruth’s roof"));
    expect(document.activeElement).toBe(screen.getByTestId("saved"));
    await user.keyboard("{F2}");
    await user.keyboard("Claim{Enter}");
    await waitFor(() => expect(nameOf(screen.getByTestId("saved"))).toBe("Claim"));
    screen.getByTestId("saved").focus();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(screen.queryByTestId("saved")).toBeNull());
    await user.click(await screen.findByText("Undo"));
    await screen.findByTestId("saved");
  });

  it("keep the folder that was searched in", async () => {
    const backend = await open();
    await user.click(screen.getByRole("treeitem", { name: /Clients/ }));
    await user.click(search());
    await user.keyboard("roof");
    await user.click(await screen.findByTestId("save-search"));
    await user.keyboard("{Enter}");
    await waitFor(async () =>
      expect((await backend.searches()).saved[0]?.query).toBe("source:office.pst in:Clients roof"),
    );
  });

  it("that could not be read are reported", async () => {
    const backend = new Fake();
    const notice = "Your saved searches could not be read. The file was put aside as searches-broken-1.json.";
    vi.spyOn(backend, "searches").mockResolvedValue({ saved: [], recent: [], remember: true, notice });
    await open(backend);
    await screen.findByText(notice);
  });
});

it("shows an error if the suggestions fail, and tries again", async () => {
  const backend = await open();
  const help = vi
    .spyOn(backend, "nothingFound")
    .mockRejectedValueOnce({ code: "failed", message: "No disk." });
  await user.click(search());
  await user.paste("roof xyzzy");
  await screen.findByText("No disk.");
  help.mockRestore();
  await user.click(screen.getByText("Try again"));
  await screen.findByText("Without “xyzzy”");
});

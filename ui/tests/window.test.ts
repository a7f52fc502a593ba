import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { ended, running } from "../src/lib/backend/madeup/imports";
import { pause } from "./make";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

async function open(backend = new Fake()) {
  render(App, { backend });
  await screen.findByTestId("list");
  await screen.findAllByTestId("row");
  return backend;
}
const search = () => screen.getByTestId("search");
const rows = () => screen.getAllByTestId("row");

describe("first run", () => {
  it("offers all ways to add mail", async () => {
    const backend = new Fake({ empty: true });
    const ways = ["addFiles", "addFolder", "addSample"] as const;
    const [files, folder, sample] = ways.map((way) => vi.spyOn(backend, way).mockResolvedValue());
    render(App, { backend });
    await screen.findByText("Get your old e-mail back");
    await user.click(screen.getByTestId("choose"));
    await user.click(await screen.findByTestId("choose-files"));
    await waitFor(() => expect(files).toHaveBeenCalledOnce());
    await user.click(screen.getByTestId("choose"));
    await user.click(await screen.findByTestId("choose-folder"));
    await waitFor(() => expect(folder).toHaveBeenCalledOnce());
    await user.click(screen.getByTestId("sample"));
    expect(sample).toHaveBeenCalledOnce();
  });

  it("looks on this computer, and imports the selected mailboxes", async () => {
    const backend = new Fake({ empty: true });
    const added = vi.spyOn(backend, "addFound").mockResolvedValue();
    render(App, { backend });
    await user.click(await screen.findByTestId("find"));
    await screen.findByTestId("found");
    await user.click(screen.getByTestId("add-found"));
    expect(added).toHaveBeenCalledWith([0, 1, 2]);
    expect(screen.queryByTestId("found")).toBeNull();
  });

  it("leads from the import through its result to the mail", async () => {
    const backend = new Fake({ empty: true });
    render(App, { backend });
    await screen.findByTestId("choose");
    backend.emit("import", running(1, 2));
    await screen.findByText("Reading your mail");
    expect((await screen.findByTestId("open-mail")).hasAttribute("disabled")).toBe(true);
    backend.options.empty = false;
    backend.emit("import", ended(1));
    const sum = await screen.findByTestId("result-sum");
    expect(sum.textContent?.replace(/\s+/g, " ").trim()).toBe(
      "8,431 found = 8,214 new + 214 already here + 3 damaged",
    );
    await waitFor(() => screen.getByTestId("open-mail"));
    await user.click(screen.getByTestId("open-mail"));
    await screen.findByTestId("list");
    expect(screen.queryByTestId("result-sum")).toBeNull();
  });

  it("offers the first messages at the first event after they arrived", async () => {
    const backend = new Fake({ empty: true });
    const looked = vi.spyOn(backend, "overview");
    render(App, { backend });
    await screen.findByTestId("choose");
    backend.emit("import", running(1, 2));
    expect((await screen.findByTestId("open-mail")).hasAttribute("disabled")).toBe(true);
    await pause(120);
    backend.options.empty = false;
    backend.emit("import", running(1, 2));
    await pause(120);
    expect(screen.getByTestId("open-mail").hasAttribute("disabled")).toBe(false);
    const looks = looked.mock.calls.length;
    backend.emit("import", running(1, 2));
    await pause(120);
    expect(looked.mock.calls.length, "with mail there, once a second is enough").toBe(looks);
  });

  it("opens the mail during an import, and reports its end", async () => {
    const backend = new Fake({ empty: true });
    render(App, { backend });
    await screen.findByTestId("choose");
    backend.options.empty = false;
    backend.emit("import", running(1, 2));
    await waitFor(() => expect(screen.getByTestId("open-mail").hasAttribute("disabled")).toBe(false));
    await user.click(screen.getByTestId("open-mail"));
    await screen.findByTestId("list");
    backend.emit("import", ended(1));
    await user.click(await screen.findByText("See the report"));
    expect(screen.getByTestId("damaged").querySelectorAll("li").length).toBe(3);
  });

  it("pauses an import, and resumes it", async () => {
    const backend = new Fake({ empty: true });
    render(App, { backend });
    await user.click(await screen.findByTestId("sample"));
    await screen.findByText("Reading your mail");
    await user.click(screen.getByTestId("pause"));
    await screen.findByText("Paused. You can open and search the messages read so far.");
    const [before] = await backend.imports();
    await pause(400);
    expect(await backend.imports()).toEqual([before]);
    await user.click(screen.getByText("Resume"));
    await screen.findByText("Reading your mail");
    await waitFor(async () =>
      expect((await backend.imports())[0]?.seconds).toBeGreaterThan(before?.seconds ?? 0),
    );
    await user.click(screen.getByText("Pause"));
    await user.click(await screen.findByText("Cancel"));
    await screen.findByText(/The import of office.pst stopped/);
  });

  it("shows an error, and tries again", async () => {
    const backend = new Fake({ fail: true });
    render(App, { backend });
    await screen.findByText("The archive could not be read.");
    backend.options.fail = false;
    await user.click(screen.getByText("Try again"));
    await screen.findByTestId("list");
  });
});

describe("the list", () => {
  it("is a grid with one tab stop that knows its length", async () => {
    const backend = await open(new Fake({ rows: 1_000_000 }));
    expect(backend.options.rows).toBe(1_000_000);
    const grid = screen.getByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("1000000");
    expect(rows().length).toBeLessThan(60);
    expect([...grid.querySelectorAll("[tabindex]")].every((e) => e.getAttribute("tabindex") === "-1")).toBe(
      true,
    );
    expect(screen.getByTestId("count").textContent).toContain("1,000,000");
  });

  it("moves, opens and selects with the keys", async () => {
    await open();
    screen.getByTestId("list").focus();
    await user.keyboard("jj");
    const active = () => screen.getByTestId("list").getAttribute("aria-activedescendant");
    expect(active()).toBe("row-1");
    await screen.findByTestId("subject");
    await user.keyboard("k");
    expect(active()).toBe("row-0");
    await user.keyboard("x{Shift>}{ArrowDown}{/Shift}");
    await screen.findByText("selected", { exact: false });
    await waitFor(() =>
      expect(rows().filter((r) => r.getAttribute("aria-selected") === "true").length).toBe(2),
    );
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByTestId("count")).toBeTruthy());
    await user.keyboard("{Control>}a{/Control}");
    await screen.findByText("selected (all)", { exact: false });
  });

  it("searches with every key press and marks the hits", async () => {
    await open();
    await user.keyboard("/");
    expect(document.activeElement).toBe(search());
    await user.keyboard("88-2041");
    await waitFor(() => expect(screen.getByTestId("count").textContent).toMatch(/^\s*1\s+conversation/));
    expect(rows()[0]?.querySelector("mark")?.textContent).toBe("88-2041");
    await user.keyboard("{Enter}");
    expect((await screen.findByTestId("subject")).textContent).toContain("Roof claim 88-2041");
    expect(document.activeElement).toBe(screen.getByTestId("list"));
    await user.click(search());
    await user.keyboard("{Escape}");
    expect(search().dataset.query).toBe("");
  });

  it("ignores keys typed in the search box", async () => {
    await open();
    await user.click(search());
    await user.keyboard("jxk?");
    expect(search().dataset.query).toBe("jxk?");
    expect(screen.queryByText("Keys and search words", { selector: "h2" })).toBeNull();
  });

  it("names the parts that were left out, and suggests a search with results", async () => {
    await open();
    await user.click(search());
    await user.keyboard("during:20x4 roof xyzzy");
    await screen.findByText("was left out", { exact: false });
    await user.click(await screen.findByText("Without “xyzzy”"));
    await screen.findAllByTestId("row");
    expect(search().dataset.query).toBe("during:20x4 roof");
  });

  it("narrows to a year by its bar", async () => {
    await open();
    await user.click(screen.getByLabelText(/^2016: /));
    expect(search().dataset.query).toBe("during:2016");
    // One year is shown by month. After one month is chosen, the other months can still be chosen.
    await user.click(await screen.findByLabelText(/^Mar 2016: /));
    expect(search().dataset.query).toBe("during:2016-03");
    await waitFor(() =>
      expect(screen.getByLabelText(/^Mar 2016: /).getAttribute("aria-pressed")).toBe("true"),
    );
    expect(screen.getByLabelText(/^Feb 2016: /).getAttribute("aria-pressed")).toBe("false");
    await user.click(screen.getByLabelText("All years"));
    expect(search().dataset.query).toBe("");
    await screen.findByLabelText(/^2015: /);
  });
});

describe("the folders", () => {
  it("collapse and are chosen by keyboard", async () => {
    await open();
    const item = (name: string) => screen.queryByRole("treeitem", { name: new RegExp(`^\\s*${name}`) });
    item("office.pst")?.focus();
    await user.keyboard("{End}{ArrowUp}{ArrowUp}{ArrowLeft}");
    expect(document.activeElement).toBe(item("Clients"));
    await user.keyboard("{ArrowLeft}");
    expect(item("North Pier")).toBeNull();
    await user.keyboard("{ArrowRight}");
    expect(item("North Pier")).not.toBeNull();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(item("Clients")?.getAttribute("aria-selected")).toBe("true"));
    expect(search().getAttribute("placeholder")).toBe("Search in Clients");
  });
});

describe("around the mail", () => {
  it("shows the address of a link, and copies it", async () => {
    const backend = await open();
    backend.emit("link", { message: 7, index: 0 });
    const address = await screen.findByTestId("link-address");
    expect(address.textContent?.trim()).toBe("https://www.bank.example@evil.example/login");
    expect(address.querySelector("b")?.textContent).toBe("evil.example");
    await user.click(screen.getByTestId("link-copy"));
    expect(await navigator.clipboard.readText()).toBe("https://www.bank.example@evil.example/login");
    await screen.findByText("Copied.");
    expect(screen.getByTestId("link-pretends").textContent).toMatch(
      /names\s+bank.example, but it leads to\s+evil.example/,
    );
    const opened = vi.spyOn(backend, "openLink");
    await user.click(screen.getByTestId("link-open"));
    expect(opened).toHaveBeenCalledExactlyOnceWith(7, 0);
    await waitFor(() => expect(screen.queryByTestId("link-address")).toBeNull());
  });

  it("shows where files can be dropped", async () => {
    const backend = await open();
    backend.emit("drag", { state: "over" });
    await screen.findByText("Drop the files to add this mail");
    backend.emit("drag", { state: "drop" });
    await waitFor(() => expect(screen.queryByTestId("drop-veil")).toBeNull());
  });

  it("opens the imports again, and their reports", async () => {
    await open();
    await user.click(screen.getByTestId("imports"));
    await user.click(
      within(screen.getByRole("dialog")).getByText("office.pst: 3 of 8,431 items are damaged"),
    );
    expect(screen.getByTestId("result-sum")).toBeTruthy();
    await user.click(within(screen.getByTestId("damaged")).getByText("Who pays what"));
    await waitFor(() => expect(search().dataset.query).toBe("id:9"));
    await screen.findByTestId("subject");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("shows damaged messages", async () => {
    await open();
    await user.click(screen.getByText("3 damaged"));
    await waitFor(() => expect(screen.getByTestId("count").textContent).toContain("3 messages"));
  });

  it("keeps the widths of its panes", async () => {
    await open();
    const split = screen.getByRole("separator", { name: "Width of the list" });
    split.focus();
    await user.keyboard("{ArrowRight}");
    expect(split.getAttribute("aria-valuenow")).toBe("416");
    expect(localStorage.getItem("foundmail.panes")).toContain("416");
  });

  it("lists its keys", async () => {
    await open();
    await user.keyboard("?");
    await screen.findByText("Keys and search words", { selector: "h2" });
  });
});

import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import type { ExportDone } from "../src/lib/bindings/ExportDone";
import { running } from "../src/lib/backend/madeup/imports";

const user = userEvent.setup();
const foot = async () => (await screen.findByTestId("foot")).textContent?.replace(/\s+/g, " ").trim() ?? "";
const MISSING = "This file is incomplete: only 9 of 14 MB exist. 51 messages were recovered.";

function open(backend: Fake): Fake {
  render(App, { backend });
  return backend;
}

describe("an incomplete mailbox", () => {
  it("is marked in the tree and in the footer, with its missing parts", async () => {
    open(new Fake({ missing: MISSING }));
    const mark = await screen.findByTestId("incomplete");
    expect(mark.getAttribute("title")).toBe(MISSING);
    expect(await foot()).toMatch(/1 mailbox is incomplete/);
    expect(await foot()).not.toMatch(/All searchable|nothing damaged/);
    await user.click(screen.getByTestId("missing-open"));
    expect(within(screen.getByRole("dialog")).getByText(MISSING)).toBeTruthy();
  });

  it("has no mark if the archive has a better copy", async () => {
    const backend = new Fake({ missing: MISSING });
    const overview = backend.overview.bind(backend);
    vi.spyOn(backend, "overview").mockImplementation(async () => {
      const all = await overview();
      return { ...all, sources: all.sources.map((source) => ({ ...source, replaced_by: 2 })) };
    });
    open(backend);
    await screen.findByTestId("foot");
    expect(screen.queryByTestId("incomplete")).toBeNull();
    expect(screen.queryByTestId("missing-open")).toBeNull();
  });

  it("is not reported as searchable while texts of attachments are left out", async () => {
    const backend = new Fake();
    const overview = backend.overview.bind(backend);
    vi.spyOn(backend, "overview").mockImplementation(async () => ({
      ...(await overview()),
      texts_left: 1757,
    }));
    open(backend);
    expect(await foot()).toMatch(/text of 1,757 attachments is not searchable/);
    expect(await foot()).not.toMatch(/All searchable/);
  });
});

describe("an unfinished import", () => {
  it("is reported at the start, and continues", async () => {
    const backend = open(new Fake({ stopped: true }));
    const go = vi.spyOn(backend, "continueImport");
    await screen.findByText("The import of office.pst stopped at 61 %.");
    expect(await foot()).toMatch(/1 import not finished/);
    expect(await foot()).not.toMatch(/All searchable/);
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(go).toHaveBeenCalledWith(1);
  });

  it("is listed among the imports with its date", async () => {
    const backend = open(new Fake({ stopped: true }));
    const go = vi.spyOn(backend, "continueImport");
    await user.click(await screen.findByTestId("imports"));
    const sheet = within(screen.getByRole("dialog"));
    expect(sheet.getByText("The import of office.pst is not finished")).toBeTruthy();
    expect(sheet.getByText(/2026/)).toBeTruthy();
    await user.click(sheet.getByTestId("continue"));
    expect(go).toHaveBeenCalledWith(1);
  });
});

describe("closing the window during an import", () => {
  it("asks first, and closes only after a confirmation", async () => {
    const backend = open(new Fake());
    await screen.findByTestId("foot");
    backend.emit("import", running(2, 20));
    backend.emit("closing", null);
    const sheet = within(await screen.findByRole("dialog"));
    expect(sheet.getByText("Mail is still being added")).toBeTruthy();
    await user.click(sheet.getByTestId("keep-open"));
    expect(backend.closed).toBe(false);
    backend.emit("closing", null);
    await user.click(await screen.findByTestId("close-now"));
    await waitFor(() => expect(backend.closed).toBe(true));
  });

  it("asks during an export too, and returns to it", async () => {
    const backend = open(new Fake());
    await screen.findByTestId("foot");
    let end: (done: ExportDone) => void = () => {};
    vi.spyOn(backend, "exportRun").mockImplementationOnce(() => new Promise((done) => (end = done)));
    await user.click((await screen.findAllByTestId("row"))[0]!);
    await user.click(await screen.findByTestId("export"));
    await waitFor(() => expect(screen.getByTestId("export-run").hasAttribute("disabled")).toBe(false));
    await user.click(screen.getByTestId("export-run"));
    backend.emit("closing", null);
    await screen.findByText("An export is still running");
    await user.click(screen.getByTestId("keep-open"));
    await screen.findByTestId("export-progress");
    end({
      chosen: 1,
      messages: 1,
      attachments: 0,
      incomplete: 0,
      exceptions: [],
      lost_attachments: 0,
      path: "there",
      guide: null,
      log_problem: null,
    });
    await screen.findByTestId("export-done");
    expect(backend.closed).toBe(false);
  });

  it("shows consistent numbers during an import", async () => {
    const backend = open(new Fake());
    await screen.findByTestId("foot");
    backend.emit("import", running(2, 20));
    await waitFor(async () => expect(await foot()).toMatch(/50 % read, 38 % searchable/));
    const card = await screen.findByTestId("import-card");
    expect(card.textContent).toMatch(/Making mail searchable\s*38 %/);
  });
});

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { done } from "../src/lib/backend/madeup/exports";
import { Fake } from "../src/lib/backend/fake";
import type { ExportChoices } from "../src/lib/bindings/ExportChoices";
import { ExportController } from "../src/lib/export/export.svelte";
import ExportSheet from "../src/lib/export/ExportSheet.svelte";
import { usualPaper } from "../src/lib/export/paper";

const user = userEvent.setup();
const usualChoices: ExportChoices = {
  name: "",
  folders: false,
  everywhere: false,
  digests: false,
  per_conversation: false,
  attachments: "embed",
  sources: true,
  ea_pdf: false,
  bates: "",
  paper: usualPaper(navigator.language),
  max_gigabytes: 2,
  microsoft_365: false,
  with_messages: false,
  by_conversation: false,
  vcard_4: false,
};
const nothing = () => {};
const text = (element: Element) => element.textContent?.replace(/\s+/g, " ").trim();

describe("the export", () => {
  const start = async (backend: Fake, ids = [1]) => {
    const job = new ExportController(backend, { what: "threads", ids }, "1 conversation");
    render(ExportSheet, { job, onclose: nothing });
    await job.prepare();
    return job;
  };

  it("plans, saves, and ends with a sum that adds up", async () => {
    const backend = new Fake();
    const run = vi.spyOn(backend, "exportRun");
    await start(backend);
    await screen.findByText("Export 1 conversation, 5 messages");
    await user.click(screen.getByTestId("as-mbox"));
    await waitFor(() => expect(screen.getByTestId("export-target").textContent).toContain(".mbox"));
    await user.click(screen.getByText("Change…"));
    await waitFor(() => expect(screen.getByTestId("export-target").textContent).toContain("USB stick"));
    await user.click(screen.getByTestId("export-run"));
    const done = await screen.findByTestId("export-done");
    const selection = { what: "threads", ids: [1] };
    expect(run).toHaveBeenCalledWith({ selection, format: "mbox", choices: usualChoices });
    expect(text(done)).toBe(
      "5 messages, 6 attachments saved in USB stick / For the lawyer.mbox. " +
        "1 message is incomplete. The list that was saved with the export names the missing parts.",
    );
  });

  it("reports if fewer messages were saved than planned", async () => {
    const backend = new Fake();
    vi.spyOn(backend, "exportRun").mockResolvedValue({
      chosen: 5,
      messages: 3,
      attachments: 0,
      incomplete: 0,
      exceptions: [{ subject: "Offer", why: "Its bytes are damaged." }],
      lost_attachments: 1,
      path: "there",
      guide: null,
      log_problem: null,
    });
    await start(backend);
    await waitFor(() => expect(screen.getByTestId("export-run").hasAttribute("disabled")).toBe(false));
    await user.click(screen.getByTestId("export-run"));
    const done = text(await screen.findByTestId("export-done"));
    expect(done).toContain("2 of 5 messages could not be saved: “Offer”: Its bytes are damaged.");
    expect(done).toContain("1 attachment could not be saved.");
  });

  it("shows equal exceptions, and says how many more there are", async () => {
    const backend = new Fake();
    const exception = { subject: "Dentist", why: "It has no start." };
    vi.spyOn(backend, "exportRun").mockResolvedValue({
      chosen: 60,
      messages: 3,
      attachments: 0,
      incomplete: 0,
      exceptions: [exception, exception],
      lost_attachments: 0,
      path: "there",
      guide: null,
      log_problem: null,
    });
    const job = await start(backend);
    await job.run();
    const done = text(await screen.findByTestId("export-done")) ?? "";
    expect(done.match(/“Dentist”: It has no start\./g)).toHaveLength(2);
    expect(done).toContain("The list that was saved with the export names 55 more.");
  });

  it("shows its error, and can be tried again", async () => {
    const backend = new Fake();
    vi.spyOn(backend, "exportRun").mockRejectedValueOnce({ code: "disk_full", message: "The disk is full." });
    await start(backend);
    await waitFor(() => expect(screen.getByTestId("export-run").hasAttribute("disabled")).toBe(false));
    await user.click(screen.getByTestId("export-run"));
    await screen.findByText("The disk is full.");
    await user.click(screen.getByTestId("export-run"));
    await screen.findByTestId("export-done");
  });

  it("offers the options of the format, and passes them on", async () => {
    const backend = new Fake();
    const run = vi.spyOn(backend, "exportRun");
    const job = await start(backend);
    expect(screen.queryByLabelText("Keep the folders")).toBeNull();
    await user.click(screen.getByTestId("as-eml"));
    await user.click(await screen.findByLabelText("Keep the folders"));
    await user.click(screen.getByLabelText(/every folder/));
    await job.run();
    const choices = { ...usualChoices, folders: true, everywhere: true };
    expect(run).toHaveBeenCalledWith({ selection: job.selection, format: "eml", choices });
  });

  it.each([
    ["as-pdf", ["One PDF for each conversation"], { per_conversation: true }],
    ["as-pdf", ["Inside; pictures and PDFs as pages too"], { attachments: "append" }],
    ["as-pdf", ["In a folder beside it", "US Letter"], { attachments: "beside", paper: "us_letter" }],
    ["as-pdf", [/original of each message/], { sources: false }],
    ["as-pdf", [/archives and libraries/], { ea_pdf: true }],
    ["as-pdf", [/Number each page/], { bates: ":1" }],
    ["as-pst", [/Prepare the files/, "4 GB"], { microsoft_365: true, max_gigabytes: 4 }],
    ["as-xlsx", [/link each row/], { with_messages: true }],
    ["as-csv", [/link each row/], { with_messages: true }],
    ["as-attachments", ["Conversation"], { by_conversation: true }],
    ["as-vcf", ["4.0"], { vcard_4: true }],
  ] as [string, (string | RegExp)[], Partial<ExportChoices>][])(
    "passes on the options of %s: %s",
    async (format, labels, changes) => {
      const backend = new Fake();
      const run = vi.spyOn(backend, "exportRun");
      const job = await start(backend);
      await user.click(screen.getByTestId(format));
      for (const label of labels) {
        const box = screen.queryByLabelText(label, { selector: "input" });
        await user.click(box ?? screen.getByRole("radio", { name: label }));
      }
      await job.run();
      expect(run.mock.lastCall?.[0].choices).toEqual({ ...usualChoices, ...changes });
    },
  );

  it("numbers pages with the typed text, and draws the page again", async () => {
    const backend = new Fake();
    const drawn = vi.spyOn(backend, "exportPreview");
    const job = await start(backend);
    expect((await screen.findByRole("img", { name: /first page/ })).getAttribute("src")).toContain(
      "data:image",
    );
    await user.click(screen.getByLabelText(/Number each page/));
    await user.type(screen.getByLabelText(/^Text before the number/), "ALDER-");
    await user.clear(screen.getByLabelText("First number"));
    await user.type(screen.getByLabelText("First number"), "500");
    expect(job.choices.bates).toBe("ALDER-:500");
    await waitFor(() => expect(drawn.mock.lastCall?.[0].choices.bates).toBe("ALDER-:500"));
    await user.click(screen.getByTestId("as-eml"));
    await waitFor(() => expect(screen.queryByTestId("export-preview")).toBeNull());
  });

  it("names the export as the owner typed, and says what to do next", async () => {
    const backend = new Fake();
    vi.spyOn(backend, "exportRun").mockImplementation(async (wanted) => ({
      ...done((await backend.exportPlan(wanted))!),
      guide: "Roof what to do.txt",
    }));
    const job = await start(backend);
    await user.type(screen.getByLabelText("Name"), "Roof");
    await waitFor(() => expect(text(screen.getByTestId("export-target"))).toContain("Roof.pdf"));
    await user.dblClick(screen.getByTestId("export-run"));
    await waitFor(() => expect(job.done).not.toBeNull());
    expect(screen.getByText(/What to do next is described in “Roof what to do.txt”/)).toBeTruthy();
  });

  it("exports without the first page if it cannot be drawn", async () => {
    const backend = new Fake();
    vi.spyOn(backend, "exportPreview").mockRejectedValue({ code: "failed", message: "no" });
    await start(backend);
    await waitFor(() => expect(screen.queryByTestId("export-preview")).toBeNull());
    await user.click(screen.getByTestId("export-run"));
    await screen.findByTestId("export-done");
  });

  it.each([
    ["en-US", "us_letter"],
    ["es-MX", "us_letter"],
    ["en-Latn-CA", "us_letter"],
    ["en-GB", "a4"],
    ["de", "a4"],
    ["", "a4"],
  ])("proposes the usual paper of %s", (language, paper) => expect(usualPaper(language)).toBe(paper));

  it("shows its progress, can be cancelled, and opens its result", async () => {
    const backend = new Fake();
    let fail: (error: unknown) => void = () => {};
    vi.spyOn(backend, "exportRun").mockImplementationOnce(() => new Promise((_, no) => (fail = no)));
    const cancel = vi.spyOn(backend, "cancelExport").mockImplementation(async () => {
      fail({ code: "failed", message: "The export was cancelled." });
    });
    const open = vi.spyOn(backend, "openExport");
    const show = vi.spyOn(backend, "showExport");
    const job = await start(backend);
    const running = job.run();
    backend.emit("export", { done: 2, all: 5 });
    expect(text(await screen.findByTestId("export-progress"))).toBe("2 of 5 messages saved");
    await user.click(screen.getByTestId("export-cancel"));
    await running;
    expect(cancel).toHaveBeenCalledOnce();
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(await screen.findByTestId("export-run"));
    await user.click(await screen.findByTestId("export-open"));
    await user.click(screen.getByTestId("export-show"));
    expect([open, show].map((call) => call.mock.calls.length)).toEqual([1, 1]);
  });

  it("keeps the newest plan", async () => {
    const backend = new Fake();
    const job = new ExportController(backend, { what: "threads", ids: [1] }, "1 conversation");
    const real = backend.exportPlan.bind(backend);
    vi.spyOn(backend, "exportPlan").mockImplementation(async (wanted) => {
      if (wanted.format === "mbox") await new Promise((done) => setTimeout(done, 20));
      return real(wanted);
    });
    const slow = job.prepare("mbox");
    await job.prepare("eml");
    await slow;
    expect(job.plan?.target).not.toContain(".mbox");
  });
});

import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import type { AttachmentView } from "../src/lib/bindings/AttachmentView";
import { attachment } from "../src/lib/backend/madeup/mail";
import { columnName } from "../src/lib/preview/columns";
import { PreviewController } from "../src/lib/preview/preview.svelte";
import { previewKey } from "../src/lib/preview/previewKeys";
import { pause } from "./make";

const user = userEvent.setup();

// A picture measures the room that it has. In jsdom nothing has a size.
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
const files = (names: string[]): AttachmentView[] => names.map((name, i) => attachment(name, i, 9000));

/** Opens the message with these attachments in the window. */
async function read(names: string[]) {
  const backend = new Fake();
  const mail = backend.mail.find(({ id }) => id === 5);
  if (!mail) throw new Error("no message");
  mail.attachments = files(names);
  render(App, { backend });
  await user.click(await screen.findByTestId("search"));
  await user.keyboard("88-2041");
  await waitFor(() => expect(screen.getByTestId("count").textContent).toMatch(/^\s*1\s+conversation/));
  await user.keyboard("{Enter}");
  await screen.findAllByTestId("tile");
  return backend;
}
const preview = async (name: string) => {
  await user.click(screen.getByLabelText(new RegExp(`^Preview ${name.replaceAll(".", "\\.")}`)));
  return within(await screen.findByTestId("preview"));
};

describe("the preview of an attachment", () => {
  it.each([
    ["roof.jpg", () => screen.findByAltText("roof.jpg")],
    ["report.pdf", () => screen.findByAltText("Page 1 of 6")],
    ["notes.txt", () => screen.findByText(/The end of this text is not shown/)],
    ["page.html", () => screen.findByTitle("Formatted file")],
    ["costs.xlsx", () => screen.findByText("Slates and battens")],
    ["inner.eml", () => screen.findByText(/The measurements of the roof are attached/)],
    ["mei.vcf", () => screen.findByText("Taipei Tiles")],
    ["meeting.ics", () => screen.findByText("Entrance on the harbour side")],
    ["pictures.zip", () => screen.findByText("papers/offer.pdf")],
    ["plan.dwg", () => screen.findByText("Foundmail can't show files of this type.")],
  ])("shows %s", async (name, find) => {
    await read([name]);
    await preview(name);
    expect(await find()).toBeTruthy();
  });

  it("goes to the next attachment, and gives the focus back to the tile", async () => {
    await read(["roof.jpg", "notes.txt"]);
    await preview("roof.jpg");
    await screen.findByAltText("roof.jpg");
    await user.keyboard("{ArrowRight}");
    await screen.findByText(/The end of this text/);
    await user.keyboard("{ArrowRight}{ArrowLeft}");
    await screen.findByAltText("roof.jpg");
    await user.click(screen.getAllByLabelText("Close").at(-1)!);
    await waitFor(() => expect(screen.queryByTestId("preview")).toBeNull());
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Preview roof.jpg/);
  });

  it("leads deeper, and back", async () => {
    const backend = await read(["inner.eml"]);
    const asked = vi.spyOn(backend, "previewAttachment");
    const inside = await preview("inner.eml");
    await user.click(await inside.findByLabelText(/^Preview More pictures.zip/));
    await user.click(await inside.findByText("slate.jpg"));
    await inside.findByAltText("slate.jpg");
    expect(asked.mock.calls.map(([, at]) => at)).toEqual([[0], [0, 2], [0, 2, 0]]);
    await user.click(inside.getByLabelText("Back to More pictures.zip"));
    await inside.findByText("papers/offer.pdf");
    expect(inside.getByText(/needs a password/).closest("button")?.disabled).toBe(true);
  });

  it("opens and saves the file, and shows its folder", async () => {
    const backend = await read(["roof.jpg"]);
    const [opened, shown] = [vi.spyOn(backend, "openAttachment"), vi.spyOn(backend, "showSaved")];
    const inside = await preview("roof.jpg");
    await user.click(inside.getByTestId("preview-open"));
    expect(opened).toHaveBeenCalledWith(5, [0]);
    await user.click(inside.getByTestId("preview-save"));
    await inside.findByText("/home/nora/Downloads/roof.jpg");
    await user.click(inside.getByText("Show in folder"));
    expect(shown).toHaveBeenCalledOnce();
    await user.click(inside.getByTestId("preview-save-as"));
    await inside.findByText("/home/nora/Documents/roof.jpg");
  });

  it("never opens a program, and saves it only after a warning", async () => {
    const backend = await read(["setup.exe"]);
    const saved = vi.spyOn(backend, "saveAttachment");
    const inside = await preview("setup.exe");
    expect(inside.queryByTestId("preview-open")).toBeNull();
    await user.click(inside.getByTestId("preview-save"));
    expect(saved).not.toHaveBeenCalled();
    await user.click(await screen.findByTestId("save-anyway"));
    expect(saved).toHaveBeenCalledWith(5, [0]);
    await screen.findByText("/home/nora/Downloads/setup.exe");
  });

  it("shows the sheets of a table", async () => {
    await read(["costs.xlsx"]);
    await preview("costs.xlsx");
    await user.click(await screen.findByRole("tab", { name: "Hours" }));
    expect(screen.getByText("Day 40")).toBeTruthy();
    expect(screen.getByText(/The end of this sheet is not shown/)).toBeTruthy();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: "Costs" }).getAttribute("aria-selected")).toBe("true");
  });

  it("says why a file cannot be read, and tries again", async () => {
    const backend = await read(["roof.jpg"]);
    backend.options.fail = true;
    const inside = await preview("roof.jpg");
    await inside.findByText("The archive could not be read.");
    backend.options.fail = false;
    await user.click(inside.getByText("Try again"));
    await inside.findByAltText("roof.jpg");
  });
});

describe("the controller of a preview", () => {
  it("ignores an older answer", async () => {
    const backend = new Fake();
    const mail = backend.mail[0]!;
    mail.attachments = files(["roof.jpg", "notes.txt"]);
    const late: (() => void)[] = [];
    const real = backend.previewAttachment.bind(backend);
    vi.spyOn(backend, "previewAttachment").mockImplementation(async (message, at, query) => {
      if (at[0] === 0) await new Promise<void>((done) => late.push(done));
      return real(message, at, query);
    });
    const controller = new PreviewController(backend, mail, 0, "");
    const first = controller.load();
    await controller.step(1);
    late.forEach((done) => done());
    await first;
    await pause();
    expect(controller.content?.kind).toBe("text");
    await controller.step(1);
    expect(controller.file?.name).toBe("notes.txt");
  });

  it("zooms within its limits", () => {
    const backend = new Fake();
    const controller = new PreviewController(backend, backend.mail[0]!, 0, "");
    for (let i = 0; i < 20; i += 1) controller.zoomBy(1);
    expect(controller.zoom).toBe(4);
    for (let i = 0; i < 20; i += 1) controller.zoomBy(-1);
    expect(controller.zoom).toBe(0.25);
  });
});

describe("the keys of a preview", () => {
  const key = (name: string, zooms = false, zoom = 1, more: KeyboardEventInit = {}) =>
    previewKey(new KeyboardEvent("keydown", { key: name, ...more }), zooms, zoom);
  it("move, zoom and find", () => {
    expect(["ArrowRight", "ArrowLeft", "Backspace", "n", "P", "+", "x"].map((name) => key(name))).toEqual([
      "next",
      "previous",
      "leave",
      "next-hit",
      "previous-hit",
      null,
      null,
    ]);
    expect(["+", "-", "0"].map((name) => key(name, true))).toEqual(["larger", "smaller", "fit"]);
    expect(key("ArrowRight", true, 2)).toBeNull();
    expect(key("ArrowLeft", false, 1, { altKey: true })).toBe("leave");
    expect(key("p", false, 1, { ctrlKey: true })).toBeNull();
  });
});

describe("a column of a table", () => {
  it.each([
    [0, "A"],
    [25, "Z"],
    [26, "AA"],
    [701, "ZZ"],
    [702, "AAA"],
  ])("%i is %s", (column, name) => expect(columnName(column)).toBe(name));
});

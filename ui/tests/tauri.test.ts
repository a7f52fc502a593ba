import { emit } from "@tauri-apps/api/event";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ListRequest } from "../src/lib/bindings/ListRequest";
import type { Selection } from "../src/lib/bindings/Selection";
import { COMMANDS, type CommandName } from "../src/lib/bindings/CommandName";
import type { ExportWanted } from "../src/lib/backend";
import { methodOf } from "../src/lib/backend/commands";
import { Fake } from "../src/lib/backend/fake";
import { tauri } from "../src/lib/backend/tauri";

afterEach(clearMocks);

const request: ListRequest = {
  query: "roof",
  without: [],
  typing: false,
  folder: 3,
  source: null,
  sort: "date",
  offset: 0,
  limit: 100,
};
const selection: Selection = { what: "threads", ids: [1, 2] };
const wanted: ExportWanted = {
  selection,
  format: "pdf",
  choices: {
    name: "",
    folders: true,
    everywhere: false,
    digests: false,
    per_conversation: true,
    attachments: "beside",
    sources: false,
    ea_pdf: false,
    bates: "FM",
    paper: "us_letter",
    max_gigabytes: 4,
    microsoft_365: false,
    with_messages: true,
    by_conversation: false,
    vcard_4: true,
  },
};

/** The call and the arguments of each command. A command without a row does not compile. */
const calls: Record<CommandName, [call: () => Promise<unknown>, args: object]> = {
  ready: [() => tauri.ready(), {}],
  alive: [() => tauri.alive(), {}],
  keep_place: [() => tauri.keepPlace("{}"), { place: "{}" }],
  came_back: [() => tauri.cameBack(), {}],
  overview: [() => tauri.overview(), {}],
  list: [() => tauri.list(request), { request }],
  nothing_found: [() => tauri.nothingFound(request), { request }],
  facets: [() => tauri.facets(request), { request }],
  complete: [() => tauri.complete(request, 4), { request, cursor: 4 }],
  complete_value: [
    () => tauri.completeValue(request, "from", "ru"),
    { request, operator: "from", value: "ru" },
  ],
  read_query: [() => tauri.readQuery("roof"), { query: "roof" }],
  edit_query: [
    () => tauri.editQuery("roof", { what: "remove", condition: "roof" }),
    { query: "roof", edit: { what: "remove", condition: "roof" } },
  ],
  searches: [() => tauri.searches(), {}],
  change_searches: [() => tauri.changeSearches({ what: "clear" }), { change: { what: "clear" } }],
  conversation: [() => tauri.conversation(7, "roof"), { thread: 7, query: "roof" }],
  body: [() => tauri.body(9, "roof"), { message: 9, query: "roof" }],
  headers: [() => tauri.headers(9), { message: 9 }],
  source_text: [() => tauri.sourceText(9), { message: 9 }],
  link_target: [() => tauri.linkTarget(9, 2), { message: 9, index: 2 }],
  open_link: [() => tauri.openLink(9, 2), { message: 9, index: 2 }],
  add_files: [() => tauri.addFiles(), {}],
  add_folder: [() => tauri.addFolder(), {}],
  add_sample: [() => tauri.addSample(), {}],
  find_mailboxes: [() => tauri.findMailboxes(), {}],
  add_found: [() => tauri.addFound([0, 2]), { indexes: [0, 2] }],
  imports: [() => tauri.imports(), {}],
  look_for_deleted: [() => tauri.lookForDeleted(4, 1), { import: 4, source: 1 }],
  pause_import: [() => tauri.pauseImport(4), { id: 4 }],
  resume_import: [() => tauri.resumeImport(4), { id: 4 }],
  cancel_import: [() => tauri.cancelImport(4), { id: 4 }],
  continue_import: [() => tauri.continueImport(4), { id: 4 }],
  close_window: [() => tauri.closeWindow(), {}],
  remove_source: [() => tauri.removeSource(3), { source: 3 }],
  preview_attachment: [
    () => tauri.previewAttachment(9, [1, 0], "roof"),
    { message: 9, at: [1, 0], query: "roof" },
  ],
  preview_page: [() => tauri.previewPage(9, [1], 2, 800), { message: 9, at: [1], page: 2, width: 800 }],
  open_attachment: [() => tauri.openAttachment(9, [1]), { message: 9, at: [1] }],
  save_attachment: [() => tauri.saveAttachment(9, [1]), { message: 9, at: [1] }],
  save_attachment_as: [() => tauri.saveAttachmentAs(9, [1]), { message: 9, at: [1] }],
  show_saved: [() => tauri.showSaved(), {}],
  answer_message: [() => tauri.answerMessage(9), { message: 9 }],
  save_message_as: [() => tauri.saveMessageAs(9), { message: 9 }],
  set_star: [
    () => tauri.setStar({ what: "messages", ids: [9] }, true),
    { selection: { what: "messages", ids: [9] }, on: true },
  ],
  set_tag: [
    () => tauri.setTag({ what: "threads", ids: [4] }, "Tax", false),
    { selection: { what: "threads", ids: [4] }, tag: "Tax", on: false },
  ],
  rename_tag: [() => tauri.renameTag("Tax", "Taxes"), { from: "Tax", to: "Taxes" }],
  save_all_attachments: [() => tauri.saveAllAttachments(9), { message: 9 }],
  export_plan: [() => tauri.exportPlan(wanted), { wanted }],
  export_preview: [() => tauri.exportPreview(wanted), { wanted }],
  choose_target: [() => tauri.chooseTarget(), {}],
  export_run: [() => tauri.exportRun(wanted), { wanted }],
  cancel_export: [() => tauri.cancelExport(), {}],
  open_export: [() => tauri.openExport(), {}],
  show_export: [() => tauri.showExport(), {}],
  print_messages: [() => tauri.printMessages(selection), { selection }],
  set_zoom: [() => tauri.setZoom(125), { percent: 125 }],
};

describe("each command", () => {
  it.each(COMMANDS)("%s is called by its method with its arguments", async (name) => {
    const [call, args] = calls[name];
    const heard: unknown[] = [];
    mockIPC((command, payload) => {
      heard.push([command, payload]);
      return "answer";
    });
    expect(await call()).toBe(name === "ready" ? undefined : "answer");
    expect(heard).toEqual([[name, args]]);
  });

  it.each(COMMANDS)("%s has a method in the program and in the fake", (name) => {
    expect(tauri[methodOf(name)]).toBeTypeOf("function");
    expect(new Fake()[methodOf(name)]).toBeTypeOf("function");
    expect(String(calls[name][0])).toContain(`.${methodOf(name)}(`);
  });
});

it("passes errors on", async () => {
  mockIPC(() => {
    throw { code: "busy", message: "Another window is open." };
  });
  await expect(tauri.overview()).rejects.toEqual({ code: "busy", message: "Another window is open." });
});

it("receives events until it stops listening", async () => {
  mockIPC(() => {}, { shouldMockEvents: true });
  const heard: number[] = [];
  const stop = tauri.on("link", ({ index }) => heard.push(index));
  await vi.waitFor(async () => {
    await emit("link", { message: 7, index: 3 });
    expect(heard).toContain(3);
  });
  stop();
  await new Promise((done) => setTimeout(done));
  const before = heard.length;
  await emit("link", { message: 7, index: 4 });
  expect(heard.length).toBe(before);
});

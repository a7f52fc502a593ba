import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { CommandName } from "../bindings/CommandName";
import type { Backend, Events } from "./backend";

/** Calls a command of the program with its arguments. */
const call = <T>(name: CommandName, args?: Record<string, unknown>): Promise<T> => invoke<T>(name, args);

/** The listeners that are being registered. `ready` waits for them, so that no event is missed. */
const listening: Promise<unknown>[] = [];

/** The real backend, which uses Tauri's commands and events. */
export const tauri: Backend = {
  ready: async () => {
    await Promise.all(listening);
    await call("ready");
  },

  overview: () => call("overview"),
  list: (request) => call("list", { request }),
  nothingFound: (request) => call("nothing_found", { request }),
  facets: (request) => call("facets", { request }),
  complete: (request, cursor) => call("complete", { request, cursor }),
  completeValue: (request, operator, value) => call("complete_value", { request, operator, value }),
  alive: () => call("alive"),
  keepPlace: (place) => call("keep_place", { place }),
  cameBack: () => call("came_back"),
  readQuery: (query) => call("read_query", { query }),
  editQuery: (query, edit) => call("edit_query", { query, edit }),
  searches: () => call("searches"),
  changeSearches: (change) => call("change_searches", { change }),
  conversation: (thread, query) => call("conversation", { thread, query }),
  body: (message, query) => call("body", { message, query }),
  headers: (message) => call("headers", { message }),
  sourceText: (message) => call("source_text", { message }),
  linkTarget: (message, index) => call("link_target", { message, index }),
  openLink: (message, index) => call("open_link", { message, index }),

  addFiles: () => call("add_files"),
  addFolder: () => call("add_folder"),
  addSample: () => call("add_sample"),
  findMailboxes: () => call("find_mailboxes"),
  addFound: (indexes) => call("add_found", { indexes }),
  imports: () => call("imports"),
  lookForDeleted: (id, source) => call("look_for_deleted", { import: id, source }),
  pauseImport: (id) => call("pause_import", { id }),
  resumeImport: (id) => call("resume_import", { id }),
  cancelImport: (id) => call("cancel_import", { id }),
  continueImport: (id) => call("continue_import", { id }),
  closeWindow: () => call("close_window"),
  removeSource: (source) => call("remove_source", { source }),

  previewAttachment: (message, at, query) => call("preview_attachment", { message, at, query }),
  previewPage: (message, at, page, width) => call("preview_page", { message, at, page, width }),
  openAttachment: (message, at) => call("open_attachment", { message, at }),
  saveAttachment: (message, at) => call("save_attachment", { message, at }),
  saveAttachmentAs: (message, at) => call("save_attachment_as", { message, at }),
  saveAllAttachments: (message) => call("save_all_attachments", { message }),
  showSaved: () => call("show_saved"),
  answerMessage: (message) => call("answer_message", { message }),
  saveMessageAs: (message) => call("save_message_as", { message }),

  setStar: (selection, on) => call("set_star", { selection, on }),
  setTag: (selection, tag, on) => call("set_tag", { selection, tag, on }),
  renameTag: (from, to) => call("rename_tag", { from, to }),

  exportPlan: (wanted) => call("export_plan", { wanted }),
  exportPreview: (wanted) => call("export_preview", { wanted }),
  chooseTarget: () => call("choose_target"),
  exportRun: (wanted) => call("export_run", { wanted }),
  cancelExport: () => call("cancel_export"),
  openExport: () => call("open_export"),
  showExport: () => call("show_export"),
  printMessages: (selection) => call("print_messages", { selection }),
  setZoom: (percent) => call("set_zoom", { percent }),

  on<K extends keyof Events>(event: K, then: (payload: Events[K]) => void) {
    const stop = listen<Events[K]>(event, ({ payload }) => then(payload));
    listening.push(stop);
    return () => void stop.then((unlisten) => unlisten());
  },
};

import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend, Events } from "./backend";

/** Listening begins only when the program has said so. */
const listening: Promise<unknown>[] = [];

/** The real program: Tauri's commands and events. */
export const tauri: Backend = {
  ready: async () => {
    await Promise.all(listening);
    await invoke("ready");
  },

  overview: () => invoke("overview"),
  list: (request) => invoke("list", { request }),
  nothingFound: (request) => invoke("nothing_found", { request }),
  facets: (request) => invoke("facets", { request }),
  complete: (request, cursor) => invoke("complete", { request, cursor }),
  completeValue: (request, operator, value) => invoke("complete_value", { request, operator, value }),
  readQuery: (query) => invoke("read_query", { query }),
  editQuery: (query, edit) => invoke("edit_query", { query, edit }),
  searches: () => invoke("searches"),
  changeSearches: (change) => invoke("change_searches", { change }),
  conversation: (thread, query) => invoke("conversation", { thread, query }),
  body: (message, query) => invoke("body", { message, query }),
  headers: (message) => invoke("headers", { message }),
  sourceText: (message) => invoke("source_text", { message }),
  frameUrl: (message, query) =>
    `${convertFileSrc(String(message), "message")}?q=${encodeURIComponent(query)}`,

  addFiles: () => invoke("add_files"),
  addFolder: () => invoke("add_folder"),
  addSample: () => invoke("add_sample"),
  findMailboxes: () => invoke("find_mailboxes"),
  addFound: (places) => invoke("add_found", { places }),
  imports: () => invoke("imports"),
  lookForDeleted: (id, source) => invoke("look_for_deleted", { import: id, source }),
  pauseImport: (id) => invoke("pause_import", { id }),
  resumeImport: (id) => invoke("resume_import", { id }),
  cancelImport: (id) => invoke("cancel_import", { id }),
  continueImport: (id) => invoke("continue_import", { id }),
  closeWindow: () => invoke("close_window"),
  removeSource: (source) => invoke("remove_source", { source }),

  saveAttachment: (message, index) => invoke("save_attachment", { message, index }),
  saveAllAttachments: (message) => invoke("save_all_attachments", { message }),

  exportPlan: (selection, format) => invoke("export_plan", { selection, format }),
  chooseTarget: () => invoke("choose_target"),
  exportRun: (selection, format) => invoke("export_run", { selection, format }),

  on<K extends keyof Events>(event: K, then: (payload: Events[K]) => void) {
    const stop = listen<Events[K]>(event, ({ payload }) => then(payload));
    listening.push(stop);
    return () => void stop.then((unlisten) => unlisten());
  },
};

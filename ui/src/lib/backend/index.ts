import type { Backend } from "./backend";

export type { Backend, Events, ExportWanted } from "./backend";
export { asError } from "./errors";

/** True in `npm run dev` and in the pages that the tests of `browser/` build. */
const MADE_UP = import.meta.env.DEV || import.meta.env.MODE === "pictures";

/**
 * Returns the connection to the program behind the window. In a browser (`npm run dev`), returns a fake with made-up
 * mail, which is not part of a release.
 */
export async function connect(): Promise<Backend> {
  if (MADE_UP && !("__TAURI_INTERNALS__" in window)) {
    const { Fake } = await import("./fake");
    const fake = Fake.fromAddress(new URLSearchParams(location.search));
    // Tests send the events of the program through it.
    return Object.assign(window, { fake }).fake;
  }
  return (await import("./tauri")).tauri;
}

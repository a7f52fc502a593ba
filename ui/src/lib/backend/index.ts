import type { Backend } from "./backend";

export type { Backend, Events, ExportWanted } from "./backend";
export { asError } from "./errors";

/**
 * Returns the connection to the program behind the window. In a browser (`npm run dev`), returns a fake with made-up
 * mail, which is not part of a release.
 */
export async function connect(): Promise<Backend> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { Fake } = await import("./fake");
    return Fake.fromAddress(new URLSearchParams(location.search));
  }
  return (await import("./tauri")).tauri;
}

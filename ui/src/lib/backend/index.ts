import type { Backend } from "./backend";

export { asError, type Backend, type Events } from "./backend";

/** The real program inside its window; made-up mail in a browser (`npm run dev`), which a release does not carry. */
export async function connect(): Promise<Backend> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { Fake } = await import("./fake");
    return Fake.fromAddress(new URLSearchParams(location.search));
  }
  return (await import("./tauri")).tauri;
}

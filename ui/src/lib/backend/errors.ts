import type { ErrorCode } from "../bindings/ErrorCode";
import type { ErrorView } from "../bindings/ErrorView";

/** A sentence for each error code. The window shows it if the error has no message. */
export const SENTENCES: Record<ErrorCode, string> = {
  busy: "Foundmail is adding or removing mail. Wait until it has finished, then try again.",
  disk_full: "The disk is full. Free some space and try again. Everything that was stored is safe.",
  not_found: "The requested item is no longer in the archive.",
  failed: "Something went wrong in Foundmail. Your mail is safe. Try again.",
};

const isCode = (code: unknown): code is ErrorCode =>
  typeof code === "string" && Object.hasOwn(SENTENCES, code);

/** Converts any thrown value to an error that the window can show. An unknown error code becomes `failed`. */
export function asError(thrown: unknown): ErrorView {
  const { code, message } = (
    typeof thrown === "object" && thrown !== null ? thrown : { message: thrown }
  ) as {
    code?: unknown;
    message?: unknown;
  };
  const known = isCode(code) ? code : "failed";
  return { code: known, message: typeof message === "string" && message !== "" ? message : SENTENCES[known] };
}

import { type ExportFormat, exportFormats } from "../../bindings/ExportFormat";
import type { ExportDone } from "../../bindings/ExportDone";
import type { ExportPlan } from "../../bindings/ExportPlan";
import type { Mail } from "./mail";

/** Returns the plan of an export to `target`, a path without its extension. */
export function plan(mail: Mail[], format: ExportFormat, target: string): ExportPlan {
  const files = mail.flatMap((m) => m.attachments);
  const bytes = mail.length * 3000 + files.reduce((sum, a) => sum + a.size * 1.37, 0);
  return {
    messages: mail.length,
    attachments: files.length,
    bytes: Math.round(bytes),
    damaged: mail.filter((m) => m.missing.length > 0).length,
    other_kinds: 0,
    target: `${target}${exportFormats.find((f) => f.name === format)?.extension ?? ""}`,
  };
}

/** Returns the result of an export that wrote everything. */
export function done({ messages, attachments, damaged, target }: ExportPlan): ExportDone {
  return {
    chosen: messages,
    messages,
    attachments,
    incomplete: damaged,
    exceptions: [],
    lost_attachments: 0,
    path: target,
    log_problem: null,
  };
}

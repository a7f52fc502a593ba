import { exportFormats } from "../../bindings/ExportFormat";
import type { ExportDone } from "../../bindings/ExportDone";
import type { ExportPlan } from "../../bindings/ExportPlan";
import type { ExportPreview } from "../../bindings/ExportPreview";
import type { ExportWanted } from "../backend";
import type { Mail } from "./mail";

/** Returns the plan of an export to `target`, a path without its extension. */
export function plan(mail: Mail[], { format, choices }: ExportWanted, target: string): ExportPlan {
  const extension = exportFormats.find((f) => f.name === format)?.extension ?? "";
  const files = mail.flatMap((m) => m.attachments);
  const bytes = mail.length * 3000 + files.reduce((sum, a) => sum + a.size * 1.37, 0);
  return {
    messages: mail.length,
    attachments: files.length,
    bytes: Math.round(bytes),
    damaged: mail.filter((m) => m.missing.length > 0).length,
    other_kinds: 0,
    name: choices.name || (target.split("/").pop() ?? "").trim(),
    target: `${choices.name ? target.replace(/[^/]*$/, ` ${choices.name}`) : target}${choices.per_conversation && format === "pdf" ? "" : extension}`,
  };
}

/** Returns a drawing of the first page of a PDF. */
export function preview(mail: Mail[], { format, choices }: ExportWanted): ExportPreview | null {
  if (format !== "pdf") return null;
  const height = choices.paper === "a4" ? 679 : 621;
  const drawing =
    `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="${height}"><rect width="480" height="${height}" fill="white"/>` +
    `<text x="40" y="60" font-size="20" font-weight="bold">${mail[0]?.subject.replaceAll(/[&<>]/g, " ") ?? ""}</text>` +
    [90, 105, 120, 150, 165, 180, 195, 225, 240, 255]
      .map((y) => `<rect x="40" y="${y}" width="${400 - (y % 7) * 20}" height="5" fill="#999"/>`)
      .join("") +
    `<text x="400" y="${height - 20}" font-size="11">${choices.bates.replace(/:.*/, "")}000001</text></svg>`;
  return { picture: `data:image/svg+xml,${encodeURIComponent(drawing)}`, width: 480, height };
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
    guide: null,
    path: target,
    log_problem: null,
  };
}

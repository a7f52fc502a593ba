import type { AttachmentPreview } from "../../bindings/AttachmentPreview";
import type { AttachmentView } from "../../bindings/AttachmentView";
import { type Mail, attachment } from "./mail";
import { reportPage } from "./pages";
import { pageOf } from "./raw";
import { mark } from "./search";

/** The names of the files in each attached message, and of the entries of each ZIP file. */
export const INNER = ["Floor plan.pdf", "Measurements.xlsx", "More pictures.zip"];
export const ENTRIES = ["slate.jpg", "batten.jpg", "papers/offer.pdf", "papers/setup.exe", "locked.docx"];

/** Returns a picture of the given size with a text. */
export function drawing(width: number, height: number, text: string): string {
  const [x, y] = [width / 2, height / 2];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>` +
    `<path d="M0 ${y}L${x} ${y / 3}L${width} ${y}V${height}H0z" fill="#d9e6df"/>` +
    `<text x="${x}" y="${y * 1.4}" font-family="sans-serif" font-size="${width / 24}" text-anchor="middle" fill="#33433b">${text.replace(/[<&]/g, "")}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const SHEETS = [
  {
    name: "Costs",
    rows: [
      ["Item", "Net", "Tax", "Total"],
      ...["Slates and battens", "Ceiling of the kitchen", "Scaffold", "Roof light"].map((item, i) => [
        item,
        `${(i + 1) * 1120}.00`,
        `${(i + 1) * 212}.80`,
        `${(i + 1) * 1332}.80`,
      ]),
    ],
    cut: false,
  },
  {
    name: "Hours",
    rows: [["Day", "Karl", "Nora"], ...Array.from({ length: 40 }, (_, i) => [`Day ${i + 1}`, "8", "7.5"])],
    cut: true,
  },
];

const field = (label: string, value: string) => ({ label, value });

/** Returns the preview of a made-up attachment. */
export function previewOf(file: AttachmentView, mail: Mail, words: string[]): AttachmentPreview {
  switch (file.name.split(".").at(-1)) {
    case "jpg":
    case "png":
      return { kind: "picture", data: drawing(1600, 1100, file.name), width: 1600, height: 1100 };
    case "pdf":
      return { kind: "pages", count: 6 };
    case "docx":
    case "txt":
      return {
        kind: "text",
        text: mark(`${file.name}\n\n${mail.text}`, words),
        cut: file.name.endsWith("txt"),
      };
    case "html":
      return { kind: "html", document: pageOf(reportPage, words) };
    case "xlsx":
      return { kind: "tables", tables: SHEETS };
    case "eml": {
      const attachments = INNER.map((name, i) => attachment(name, i, 31_000 * (i + 1)));
      const body = { plain_because: null, left_out: [], remote_pictures: 0, document: null };
      const text = mark("The measurements of the roof are attached.\n\nMartin", words);
      return { kind: "message", message: { ...mail, attachments, missing: [] }, body: { ...body, text } };
    }
    case "vcf": {
      const fields = [
        field("E-mail", "meiling.chen@taipei-tiles.example"),
        field("Phone", "+886 2 5550 1234"),
      ];
      return {
        kind: "card",
        title: "陈美玲",
        fields: [...fields, field("Company", "Taipei Tiles")],
        picture: null,
      };
    }
    case "ics":
      return {
        kind: "event",
        title: "Site meeting North Pier",
        fields: [
          field("When", "Thursday, 17 March 2016, 9:00 to 10:00"),
          field("Where", "Entrance on the harbour side"),
          field("Organiser", "Karl Lindqvist"),
        ],
      };
    case "zip": {
      const entries = ENTRIES.map((name, index) => ({
        index,
        name,
        size: 18_000 * (index + 1),
        runs: name.endsWith("exe"),
        locked: name.startsWith("locked"),
      }));
      return { kind: "entries", entries, cut: false };
    }
    default:
      return {
        kind: "none",
        why: file.runs
          ? "This file can run a program, so it has no preview."
          : "Foundmail can't show files of this type.",
      };
  }
}

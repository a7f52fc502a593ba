import { away, messageMenu, preview, read, rows } from "./actions";
import type { State } from "./state";

/** One conversation in the reader. */
export const READER: State[] = [
  { name: "read-html", act: (page) => read(page, "88-2041"), pictures: ["600 light", "zoom light"] },
  ...["Plain text", "Headers", "Original text"].map((mode): State => ({
    name: `read-${mode.toLowerCase().replace(" ", "-")}`,
    act: async (page) => {
      await read(page, "88-2041");
      await messageMenu(page);
      await page.getByText(mode, { exact: true }).click();
      await away(page);
    },
  })),
  {
    name: "message-menu",
    act: async (page) => {
      await read(page, "88-2041");
      await messageMenu(page);
    },
  },
  {
    name: "tile-menu",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByTestId("tile").last().click({ button: "right" });
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "person-menu",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByTestId("person").last().click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "tag-menu",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByTestId("tag-menu").click();
      await page.getByRole("textbox").last().waitFor();
    },
  },
  {
    name: "rebuilt",
    act: async (page) => {
      await read(page, "88-2041");
      await page
        .getByRole("button", { name: /missing.*quoted/ })
        .first()
        .click();
      await page.getByRole("article", { name: /Rebuilt/ }).waitFor();
      await away(page);
    },
  },
  {
    name: "read-all",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByTestId("open-all").click();
      await away(page);
    },
  },
  { name: "read-text", act: (page) => read(page, "Dachrinne") },
  { name: "read-damaged", act: (page) => read(page, "is:damaged friday") },
  { name: "read-newsletter", act: (page) => read(page, "weekly") },
  { name: "read-chinese", act: (page) => read(page, "瓦片") },
  {
    name: "link",
    act: async (page, window) => {
      await rows(page);
      await window.emit("link", { message: 7, index: 0 });
      await page.getByTestId("link-address").waitFor();
    },
  },
  {
    name: "runs-program",
    act: async (page) => {
      await read(page, "account needs attention");
      await page.getByRole("button", { name: "Save Form.pdf.exe" }).click();
      await page.getByTestId("save-anyway").waitFor();
    },
  },
  {
    name: "toast",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByRole("button", { name: "Save Settlement.xlsx" }).click();
      await page.getByText("Show in folder").waitFor();
      await away(page);
    },
  },
  ...[
    ["picture", "roof.jpg"],
    ["pages", "Report.pdf"],
    ["text", "notes.txt"],
    ["page", "page.html"],
    ["table", "Costs.xlsx"],
    ["message", "inner.eml"],
    ["card", "mei.vcf"],
    ["event", "meeting.ics"],
    ["zip", "pictures.zip"],
    ["none", "plan.dwg"],
  ].map(([kind, file]): State => ({
    name: `preview-${kind}`,
    act: (page) => preview(page, file ?? ""),
  })),
];

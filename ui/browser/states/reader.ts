import { read, rows } from "./actions";
import type { State } from "./state";

/** One conversation in the reader. */
export const READER: State[] = [
  { name: "read-html", act: (page) => read(page, "88-2041"), pictures: ["600 light", "zoom light"] },
  {
    name: "read-plain",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByText("Plain text").first().click();
      await page.getByTestId("text").waitFor();
    },
  },
  {
    name: "read-all",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByTestId("open-all").click();
    },
  },
  { name: "read-text", act: (page) => read(page, "Dachrinne") },
  { name: "read-damaged", act: (page) => read(page, "is:damaged friday") },
  { name: "read-newsletter", act: (page) => read(page, "weekly") },
  { name: "read-chinese", act: (page) => read(page, "瓦片") },
  {
    name: "headers",
    act: async (page) => {
      await read(page, "88-2041");
      await page.getByText("Headers", { exact: true }).click();
      await page.getByText("Message-ID").first().waitFor();
    },
  },
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
      await page.getByText("Saved as").waitFor();
    },
  },
];

import { exportFormats } from "../../src/lib/bindings/ExportFormat";
import { exportOpen, rows, search, showFolders } from "./actions";
import type { State } from "./state";

/** The sheets over the main view. */
export const SHEETS: State[] = [
  {
    name: "keys",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("list").focus();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "imports",
    act: async (page) => {
      await rows(page);
      await showFolders(page);
      await page.getByTestId("imports").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "missing",
    address: "?missing",
    act: async (page) => {
      await rows(page);
      await showFolders(page);
      await page.getByTestId("missing-open").click();
      await page.getByTestId("missing").waitFor();
    },
  },
  {
    name: "remove",
    act: async (page) => {
      await rows(page);
      await showFolders(page);
      await page.getByRole("treeitem", { name: "office.pst" }).focus();
      await page.keyboard.press("Delete");
      await page.getByTestId("remove-run").waitFor();
    },
  },
  {
    name: "recent",
    act: async (page) => {
      await search(page, "roof insurance");
      await showFolders(page);
      await page.getByTestId("recent").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  ...exportFormats.map(({ name }): State => ({
    name: `export-${name}`,
    unpictured: !["pdf", "pst", "xlsx"].includes(name),
    act: async (page) => {
      await exportOpen(page);
      await page.getByTestId(`as-${name}`).click();
    },
  })),
  {
    name: "export-done",
    act: async (page) => {
      await exportOpen(page);
      await page.getByTestId("export-run").click();
      await page.getByTestId("export-done").waitFor();
    },
  },
  { name: "parts", address: "parts.html", act: (page) => page.getByRole("heading").first().waitFor() },
];

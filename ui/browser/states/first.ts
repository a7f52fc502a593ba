import { ended, running, stopped } from "../../src/lib/backend/madeup/imports";
import { rows } from "./actions";
import type { State } from "./state";

/** The first page, and all that happens while mail is added. */
export const FIRST: State[] = [
  { name: "first", address: "?empty", act: (page) => page.getByTestId("choose").waitFor() },
  {
    name: "first-menu",
    address: "?empty",
    act: async (page) => {
      await page.getByTestId("choose").click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "first-import",
    address: "?empty",
    act: async (page, window) => {
      await page.getByTestId("choose").waitFor();
      await window.emit("import", running(1, 22));
      await page.getByTestId("import-card").waitFor();
    },
  },
  {
    name: "first-paused",
    address: "?empty",
    act: async (page, window) => {
      await page.getByTestId("choose").waitFor();
      await window.emit("import", { ...running(1, 12), state: "paused" });
      await page.getByText("Resume").waitFor();
    },
  },
  {
    name: "result",
    address: "?empty",
    act: async (page, window) => {
      await page.getByTestId("choose").waitFor();
      await window.emit("import", running(1, 22));
      await window.emit("import", ended(1));
      await page.getByTestId("result-sum").waitFor();
    },
  },
  {
    name: "find",
    address: "?empty",
    act: async (page) => {
      await page.getByTestId("find").click();
      await page.getByTestId("found").waitFor();
    },
  },
  {
    name: "import-running",
    act: async (page, window) => {
      await rows(page);
      await window.emit("import", running(2, 22));
      await page.getByTestId("import-card").waitFor();
    },
  },
  {
    name: "closing",
    act: async (page, window) => {
      await rows(page);
      await window.emit("import", running(2, 22));
      await window.emit("closing", null);
      await page.getByTestId("keep-open").waitFor();
    },
  },
  {
    name: "unfinished",
    address: "?stopped",
    act: async (page, window) => {
      await rows(page);
      await window.emit("import", stopped(1));
      await page.getByText("Continue", { exact: true }).first().waitFor();
    },
  },
  {
    name: "drop",
    act: async (page, window) => {
      await rows(page);
      await window.emit("drag", { state: "over" });
      await page.getByTestId("drop-veil").waitFor();
    },
  },
  {
    name: "fail",
    address: "?fail",
    act: (page) => page.getByRole("button", { name: "Try again" }).waitFor(),
  },
];

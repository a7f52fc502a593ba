import { away, rows, search, showFolders } from "./actions";
import type { State } from "./state";

/** The menus around the list, its layouts, and the owner's marks. */
export const MARKS: State[] = [
  {
    name: "order",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("order").click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "table",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("order").click();
      await page.getByText("Table", { exact: true }).click();
      await away(page);
    },
    pictures: ["600 light"],
  },
  {
    name: "row-menu",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("row").nth(1).click({ button: "right" });
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "folder-menu",
    act: async (page) => {
      await rows(page);
      await showFolders(page);
      await page.getByRole("treeitem", { name: "office.pst" }).click({ button: "right" });
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "tag-sheet",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("list").focus();
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("t");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "marked",
    act: async (page, window) => {
      await rows(page);
      await page.evaluate(async () => {
        const { fake } = globalThis as unknown as { fake: Marks };
        const mail = fake.mail.filter(({ id }) => id < 30 || id > 250).map(({ thread }) => thread);
        await fake.setStar({ what: "threads", ids: mail.slice(0, 8) }, true);
        await fake.setTag({ what: "threads", ids: mail.slice(0, 20) }, "Tax 2021", true);
        await fake.setTag({ what: "threads", ids: mail.slice(4, 9) }, "For the lawyer", true);
      });
      await window.emit("caught_up", null);
      await search(page, "roof");
      await page.getByTestId("tag-entry").first().waitFor({ state: "attached" });
    },
  },
  {
    name: "save-search",
    act: async (page) => {
      await search(page, "roof insurance");
      await page.getByTestId("save-search").click();
      await page.getByTestId("search-name").waitFor();
    },
  },
  {
    name: "add-menu",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("add").click();
      await page.getByRole("menu").waitFor();
    },
  },
];

interface Marks {
  mail: { id: number; thread: number }[];
  setStar: (selection: object, on: boolean) => Promise<number>;
  setTag: (selection: object, tag: string, on: boolean) => Promise<number>;
}

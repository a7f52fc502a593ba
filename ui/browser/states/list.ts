import { read, rows, search, showFolders } from "./actions";
import type { State } from "./state";

/** The list with the search box, its filters and the folders. */
export const LIST: State[] = [
  { name: "main", act: rows, pictures: ["1280 dark", "1280 forced", "600 light", "zoom light"] },
  { name: "many", address: "?rows=100000", act: rows },
  { name: "incomplete", address: "?missing", act: rows },
  { name: "hits", act: (page) => read(page, "roof insurance") },
  { name: "chips", act: (page) => search(page, "roof from:ruth -draft has:attachment") },
  { name: "nothing", act: (page) => search(page, "during:20x4 roof xyzzy") },
  { name: "problem", act: (page) => search(page, "during:20x4 roof") },
  { name: "months", act: (page) => search(page, "during:2016") },
  {
    name: "search-error",
    act: async (page) => {
      await rows(page);
      await page.evaluate(() => {
        (globalThis as unknown as { fake: { options: { fail: boolean } } }).fake.options.fail = true;
      });
      await page.getByTestId("search").fill("roof");
      await page.getByText("Try again").first().waitFor();
    },
  },
  {
    name: "completion",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("search").click();
      await page.keyboard.type("from:r");
      await page.getByTestId("offer").first().waitFor();
    },
  },
  {
    name: "selected",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("list").focus();
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("Shift+ArrowDown");
      await page.getByText("selected").first().waitFor();
    },
  },
  {
    name: "folders",
    act: async (page) => {
      await rows(page);
      await showFolders(page);
      await page.getByRole("treeitem", { name: "North Pier" }).waitFor();
    },
    pictures: ["600 light"],
  },
  ...["from", "to", "date", "folder", "attachment", "type", "size"].map((name): State => ({
    name: `filter-${name}`,
    act: async (page) => {
      await rows(page);
      const button = page.getByTestId(`filter-${name}`);
      // A filter without room for its own button is in the menu *More*.
      if (await button.isVisible()) return button.click();
      await page.getByTestId("filter-more").click();
      await page.getByTestId(`more-${name}`).click();
    },
  })),
  {
    name: "filter-more",
    act: async (page) => {
      await rows(page);
      await page.getByTestId("filter-more").click();
    },
  },
];

import type { Page } from "playwright-core";

const id = (page: Page, name: string) => page.getByTestId(name);

/** Types a query into the search box, and waits for its answer. Leaves the box, which closes the completions. */
export async function search(page: Page, query: string): Promise<void> {
  await id(page, "search").fill(query);
  await page.waitForFunction(
    (wanted) => document.querySelector<HTMLElement>('[data-testid="count"]')?.dataset.answered === wanted,
    query,
  );
  await id(page, "search").press("Enter");
}

/** Opens the first conversation that a query finds, with the whole conversation in sight. */
export async function read(page: Page, query: string): Promise<void> {
  await id(page, "search").fill(query);
  await page.waitForFunction(
    (wanted) => document.querySelector<HTMLElement>('[data-testid="count"]')?.dataset.answered === wanted,
    query,
  );
  await id(page, "row").first().click();
  await id(page, "subject").waitFor();
}

/** Opens the export sheet for one conversation. */
export async function exportOpen(page: Page): Promise<void> {
  await read(page, "88-2041");
  await id(page, "export").click();
  await id(page, "export-run").waitFor();
}

/** Shows the folders if they are hidden in a narrow window. */
export async function showFolders(page: Page): Promise<void> {
  const menu = page.getByRole("button", { name: "Folders", exact: true });
  if (await menu.isVisible()) await menu.click();
}

/** Waits until the list shows its rows. */
export const rows = (page: Page): Promise<void> => id(page, "row").first().waitFor();

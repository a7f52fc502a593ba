import type { Page } from "playwright-core";

const id = (page: Page, name: string) => page.getByTestId(name);

/** Types a query into the search box, and waits for its answer. Leaves the box, which closes the completions. */
export async function search(page: Page, query: string): Promise<void> {
  await id(page, "search").fill(query);
  await page.waitForFunction(
    (wanted) => document.querySelector<HTMLElement>('[data-testid="count"]')?.dataset.answered === wanted,
    query,
  );
  await id(page, "search").blur();
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
  await away(page);
}

/** Moves the pointer to a place where it shows no tooltip. */
export const away = (page: Page): Promise<void> => page.mouse.move(1, 1);

/** Opens the menu of the message that was opened last. */
export async function messageMenu(page: Page): Promise<void> {
  await id(page, "message-menu").last().click();
  await page.getByRole("menu").waitFor();
}

/** Opens the preview of an attachment with a name. The ending of the name selects the made-up content. */
export async function preview(page: Page, name: string): Promise<void> {
  await rows(page);
  await page.evaluate((wanted) => {
    const { fake } = globalThis as unknown as {
      fake: { mail: { id: number; attachments: { name: string }[] }[] };
    };
    const [first] = fake.mail.find((mail) => mail.id === 5)?.attachments ?? [];
    if (first) first.name = wanted;
  }, name);
  await read(page, "88-2041");
  await page.getByLabel(`Preview ${name}`).click();
  await id(page, "preview").waitFor();
  await away(page);
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

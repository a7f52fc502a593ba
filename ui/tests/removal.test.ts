import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

async function open(backend = new Fake()) {
  render(App, { backend });
  await screen.findByTestId("list");
  await screen.findAllByTestId("row");
  return backend;
}
const search = () => screen.getByTestId("search");
const rows = () => screen.getAllByTestId("row");

describe("removing a mailbox", () => {
  const source = () => screen.getByRole("treeitem", { name: /office\.pst/ });
  const asked = () => screen.findByText("Remove office.pst from the archive?");

  it("asks first, and can be cancelled", async () => {
    const backend = await open();
    const removed = vi.spyOn(backend, "removeSource");
    await user.hover(source());
    await user.click(screen.getByTestId("place-menu"));
    await user.click(await screen.findByTestId("place-remove"));
    await asked();
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/that no other mailbox contains/)).toBeTruthy();
    expect(dialog.getByText(/on your disk is not changed/)).toBeTruthy();
    expect(dialog.getByText(/You can add the file again/)).toBeTruthy();
    await user.click(dialog.getByText("Keep mailbox"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(removed).not.toHaveBeenCalled();
  });

  it("works by keyboard, and reports the freed space", async () => {
    const backend = await open();
    await user.click(rows()[0] as HTMLElement);
    await screen.findByTestId("subject");
    screen.getByRole("treeitem", { name: /Inbox/ }).focus();
    await user.keyboard("{Delete}");
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(source());
    await user.tab();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Actions for office.pst");
    await user.keyboard("{Enter}");
    await screen.findByTestId("place-remove");
    await user.keyboard("{End}{Enter}");
    await asked();
    await user.click(screen.getByText("Keep mailbox"));
    source().focus();
    await user.keyboard("{Delete}");
    await asked();
    await user.click(screen.getByTestId("remove-run"));
    await screen.findByText(
      /that no other mailbox contains were removed too\. This freed 2\.3 GB of disk space\.$/,
    );
    // The removed mailbox was the only one.
    await screen.findByText("Get your old e-mail back");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect((await backend.overview()).sources).toEqual([]);
  });

  it("shows all mail after the shown mailbox was removed", async () => {
    const backend = await open();
    const whole = await backend.overview();
    const two = {
      ...whole,
      sources: whole.sources.map((s) => ({ ...s, id: 2, name: "kept.mbox", folders: [] })),
    };
    await user.click(screen.getByRole("treeitem", { name: /North Pier/ }));
    expect(search().getAttribute("placeholder")).toBe("Search in North Pier");
    vi.spyOn(backend, "overview").mockResolvedValue(two);
    const list = vi.spyOn(backend, "list");
    source().focus();
    await user.keyboard("{Delete}");
    backend.removeSource = async () => ({ name: "office.pst", messages: 0, freed: 512 });
    await user.click(await screen.findByTestId("remove-run"));
    await screen.findByText(
      /All messages of this mailbox are also in other mailboxes, so Foundmail keeps them\. This freed 512 bytes/,
    );
    await waitFor(() =>
      expect(list.mock.lastCall?.[0]).toMatchObject({ source: null, folder: null, offset: 0 }),
    );
    expect(screen.getByTestId("place-all").getAttribute("aria-current")).toBe("true");
  });

  it("reports an error even if its sheet was closed", async () => {
    const backend = await open();
    let fail: (why: unknown) => void = () => {};
    backend.removeSource = () => new Promise((_, reject) => (fail = reject));
    source().focus();
    await user.keyboard("{Delete}");
    await user.click(await screen.findByTestId("remove-run"));
    await user.click(within(screen.getByRole("dialog")).getByText("Close"));
    fail({ code: "disk_full", message: "The disk is full." });
    await screen.findByText("The disk is full.");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("reports that it must wait for an import", async () => {
    const backend = await open();
    await backend.addSample();
    await screen.findByTestId("pause");
    await user.click(within(screen.getByRole("dialog")).getByText("Close"));
    source().focus();
    await user.keyboard("{Delete}");
    await user.click(await screen.findByTestId("remove-run"));
    await screen.findByText("Mail is being added. Wait until this has finished.");
    expect(screen.getByTestId("remove-run").hasAttribute("disabled")).toBe(false);
    await backend.cancelImport(2);
  });
});

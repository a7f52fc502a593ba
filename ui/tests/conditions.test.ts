/** Checks the conditions that are tokens in the search box. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";

const user = userEvent.setup();
beforeEach(() => localStorage.clear());

async function open(backend = new Fake()) {
  render(App, { backend });
  await screen.findAllByTestId("row");
  return backend;
}
const search = () => screen.getByTestId<HTMLInputElement>("search");
/** The query, with the conditions that are tokens. */
const query = () => search().dataset.query;
const chips = () =>
  screen.queryAllByTestId("chip").map((chip) => chip.textContent?.trim().replace(/\s+/g, " "));

describe("conditions in the search box", () => {
  const typed = "roof from:ruth -draft has:attachment";
  async function type(text: string) {
    await open();
    await user.click(search());
    await user.paste(text);
  }

  it("become tokens when they are finished, and the words stay text", async () => {
    await type(typed);
    await waitFor(() => expect(chips()).toEqual(["from ruth", "not draft"]));
    expect(search().value).toBe("roof has:attachment");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(chips()).toEqual(["from ruth", "not draft", "has attachment"]));
    expect(search().value).toBe("roof");
  });

  it("are removed one by one", async () => {
    await type(`${typed} `);
    await user.click(await screen.findByLabelText("Remove from ruth"));
    await waitFor(() => expect(query()?.trim()).toBe("roof -draft has:attachment"));
    await user.click(screen.getByLabelText("Remove not draft"));
    await user.click(screen.getByLabelText("Remove has attachment"));
    await waitFor(() => expect(query()?.trim()).toBe("roof"));
    expect(chips()).toEqual([]);
    expect(document.activeElement).toBe(search());
  });

  it("are removed with Backspace, the last one first, and the text goes on", async () => {
    await type(`${typed} `);
    await waitFor(() => expect(chips().length).toBe(3));
    await user.keyboard("{Home}{Backspace}");
    await waitFor(() => expect(chips()).toEqual(["from ruth", "not draft"]));
    await user.keyboard("{Home}{Backspace}");
    await waitFor(() => expect(query()).toBe("roof from:ruth"));
    await waitFor(() => expect(search().value).toBe("roof"));
    await user.keyboard("{End}s");
    expect(query()).toBe("from:ruth roofs");
  });

  it("are reached with the left arrow, and changed with Enter", async () => {
    await type("roof from:ruth ");
    await waitFor(() => expect(chips()).toEqual(["from ruth"]));
    await user.keyboard("{Home}{ArrowLeft}");
    expect(document.activeElement?.textContent?.trim().replace(/\s+/g, " ")).toBe("from ruth");
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(search());
    await user.keyboard("{ArrowLeft}");
    expect(document.activeElement?.className).toContain("change");
    await user.keyboard("{Enter}");
    expect(chips()).toEqual([]);
    expect(search().value).toBe("roof from:ruth");
    expect(document.activeElement).toBe(search());
    await user.keyboard("{Backspace}");
    expect(query()).toBe("roof from:rut");
  });

  it("are removed with Delete, and the focus moves to the next one", async () => {
    await type(`${typed} `);
    await waitFor(() => expect(chips().length).toBe(3));
    await user.keyboard("{Home}{ArrowLeft}{Delete}");
    await waitFor(() => expect(chips()).toEqual(["from ruth", "not draft"]));
    expect(document.activeElement?.textContent).toContain("draft");
  });
});

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { ReaderController } from "../src/lib/reader/reader.svelte";

const user = userEvent.setup();

async function read() {
  const backend = new Fake();
  render(App, { backend });
  await user.click(await screen.findByTestId("search"));
  await user.keyboard("88-2041");
  await waitFor(() => expect(screen.getByTestId("count").textContent).toMatch(/^\s*1\s+conversation/));
  await user.keyboard("{Enter}");
  await screen.findByTestId("star");
  return backend;
}
const tags = () => screen.queryAllByTestId("tag-pill").map((pill) => pill.textContent);

describe("the marks of a conversation", () => {
  it("are a star, which the list shows as well", async () => {
    const backend = await read();
    const star = screen.getByTestId("star");
    await user.click(star);
    expect(star.getAttribute("aria-pressed")).toBe("true");
    await waitFor(() => expect(backend.mail.filter(({ starred }) => starred)).toHaveLength(5));
    expect((await backend.overview()).starred).toBe(5);
    await user.click(star);
    await waitFor(() => expect(backend.mail.some(({ starred }) => starred)).toBe(false));
  });

  it("are tags, which are typed or chosen", async () => {
    const backend = await read();
    await user.click(screen.getByTestId("tag-menu"));
    await user.keyboard("Roof 2016{Enter}");
    await waitFor(() => expect(tags()).toEqual(["Roof 2016"]));
    await waitFor(async () =>
      expect((await backend.overview()).tags).toEqual([{ name: "Roof 2016", count: 5 }]),
    );
    await user.keyboard("roof 2016{Enter}");
    await waitFor(() => expect(tags()).toEqual([]));
    expect((await backend.overview()).tags).toEqual([]);
  });
});

describe("a change of marks", () => {
  it("is shown at once, and taken back if the program refuses it", async () => {
    const backend = new Fake();
    const reader = new ReaderController(backend);
    await reader.show(1, 5, "");
    await reader.setStar(true, 5);
    let refuse = () => {};
    vi.spyOn(backend, "setStar").mockImplementation(
      () => new Promise((_, reject) => (refuse = () => reject(new Error("no")))),
    );
    const change = reader.setStar(false);
    expect(reader.starred).toBe(false);
    refuse();
    await expect(change).rejects.toThrow("no");
    expect(reader.conversation?.messages.filter(({ starred }) => starred).map(({ id }) => id)).toEqual([5]);
  });

  it("concerns all messages of the conversation, or one", async () => {
    const backend = new Fake();
    const reader = new ReaderController(backend);
    await reader.show(1, 5, "");
    const [stars, names] = [vi.spyOn(backend, "setStar"), vi.spyOn(backend, "setTag")];
    await reader.setStar(true, 3);
    await reader.setTag("Tax", true);
    expect(stars).toHaveBeenCalledWith({ what: "messages", ids: [3] }, true);
    expect(names).toHaveBeenCalledWith({ what: "threads", ids: [1] }, "Tax", true);
    expect(reader.tags).toEqual(["Tax"]);
  });
});

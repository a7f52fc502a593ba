import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import type { ConversationRow } from "../src/lib/bindings/ConversationRow";
import { hitsIn, makeCurrent, outsideOf } from "../src/lib/reader/hits";

const user = userEvent.setup();
afterEach(() => document.body.replaceChildren());

describe("the hits of a conversation", () => {
  function conversation() {
    const pane = document.createElement("div");
    document.body.append(pane);
    const text = (words: string) => {
      const box = pane.appendChild(document.createElement("div"));
      box.dataset.testid = "text";
      box.append("a ", Object.assign(document.createElement("mark"), { textContent: words }));
    };
    text("one");
    const frame = pane.appendChild(document.createElement("iframe"));
    const page = frame.contentDocument;
    if (!page) throw new Error("no document");
    const details = page.body.appendChild(page.createElement("details"));
    details.append(Object.assign(page.createElement("mark"), { textContent: "two" }));
    text("three");
    return { pane, frame, details };
  }

  it("are those of the texts and of the frames, in their order", () => {
    const { pane, frame } = conversation();
    const hits = hitsIn(pane);
    expect(hits.map((hit) => hit.textContent)).toEqual(["one", "two", "three"]);
    expect(hits.map(outsideOf)).toEqual([hits[0], frame, hits[2]]);
  });

  it("open the quote that contains the current one", () => {
    const { pane, details } = conversation();
    const hits = hitsIn(pane);
    for (const hit of hits.slice(0, 2)) makeCurrent(hits, hit);
    expect(hits.map((hit) => hit.hasAttribute("data-current"))).toEqual([false, true, false]);
    expect(details.open).toBe(true);
  });
});

describe("a message that was opened from a search", () => {
  /** Opens the conversation about the storm damage as the only result of a query. */
  async function open(query: string, row: Partial<ConversationRow> = {}) {
    const backend = new Fake();
    for (const mail of backend.mail) mail.html = null;
    const real = backend.list.bind(backend);
    backend.list = async (request) => {
      const page = await real({ ...request, query: "88-2041" });
      return { ...page, understood: query, rows: page.rows.map((one) => ({ ...one, ...row })) };
    };
    render(App, { backend });
    await user.click(await screen.findByTestId("row"));
    await screen.findByTestId("text");
  }
  const current = () => document.querySelector("mark[data-current]")?.textContent;

  it("begins at its first hit, and N and P go to the others", async () => {
    await open("gutter insurance");
    await waitFor(() => expect(screen.getByTestId("hits").textContent).toBe("1 of 2"));
    expect(current()).toBe("insurance");
    await user.keyboard("n");
    await waitFor(() => expect(screen.getByTestId("hits").textContent).toBe("2 of 2"));
    expect(current()).toBe("gutter");
    await user.keyboard("p");
    await waitFor(() => expect(current()).toBe("insurance"));
  });

  it("marks the attachment in which the search found its words", async () => {
    await open("88-2041", { snippet_of: "Settlement.xlsx" });
    await screen.findByLabelText(/^Preview Settlement.xlsx.*found here$/);
    expect(screen.getAllByLabelText(/found here$/)).toHaveLength(1);
  });

  it("shows no position without hits", async () => {
    await open("");
    expect(screen.queryByTestId("hits")).toBeNull();
  });
});

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";
import { ReaderController } from "../src/lib/reader/reader.svelte";
import { pause } from "./make";

const user = userEvent.setup();

async function read(query: string) {
  const backend = new Fake();
  render(App, { backend });
  await user.click(await screen.findByTestId("search"));
  await user.keyboard(query);
  await waitFor(() => expect(screen.getByTestId("count").textContent).toMatch(/^\s*1\s+conversation/));
  await user.keyboard("{Enter}");
  await screen.findByTestId("subject");
  return backend;
}

describe("a conversation", () => {
  it("shows formatted mail only in a frame that runs no scripts", async () => {
    await read("88-2041");
    const frame = await screen.findByTestId("frame");
    // Exactly this: with `allow-scripts` beside it, mail could use the rights of the page.
    expect(frame.getAttribute("sandbox")).toBe("allow-same-origin");
    expect(frame.getAttribute("referrerpolicy")).toBe("no-referrer");
    expect(frame.hasAttribute("src") || frame.hasAttribute("allow")).toBe(false);
    expect(frame.getAttribute("srcdoc")).toContain("<!doctype html>");
    expect(screen.getByText(/2 pictures from the Internet are not shown/)).toBeTruthy();
  });

  it("always shows the real address", async () => {
    await read("88-2041");
    expect(screen.getByText("claims@fairmount-mutual.example")).toBeTruthy();
  });

  it("switches to text, headers and original", async () => {
    await read("88-2041");
    const choose = async (id: string) => {
      await user.click(screen.getByTestId("message-menu"));
      await user.click(await screen.findByTestId(id));
    };
    await choose("show-text");
    expect((await screen.findByTestId("text")).textContent).toContain("Dear customer,");
    await choose("show-headers");
    await screen.findByText("Message-ID");
    await choose("show-original");
    await screen.findByText(/Content-Type: text\/plain/);
  });

  it("opens another message, and shows its missing parts", async () => {
    await read("88-2041");
    await user.click(screen.getByText(/Five pictures are attached/));
    await screen.findByText(/The end of the attachment ceiling-east.jpg/);
    expect((await screen.findByTestId("text")).textContent).toContain("Five pictures are attached");
    expect(screen.getByTestId("frame"), "the first message stays open").toBeTruthy();
    expect(document.activeElement?.tagName).toBe("ARTICLE");
    await user.click(screen.getAllByLabelText("Close this message")[0]!);
    await waitFor(() => expect(screen.queryByTestId("text")).toBeNull());
  });

  it("opens all messages, and closes them again", async () => {
    await read("88-2041");
    await user.click(screen.getByTestId("open-all"));
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(5));
    await waitFor(() => expect(screen.getAllByTestId("text").length).toBeGreaterThan(1));
    await user.click(screen.getByLabelText("Collapse all"));
    expect(screen.getAllByRole("article")).toHaveLength(1);
  });

  it("warns if the sender's name is a different address", async () => {
    await read("account-check.example");
    expect(screen.getByText(/this message came from a different address/)).toBeTruthy();
  });

  it("saves a program only after a warning", async () => {
    const backend = await read("filename:exe");
    const saved = vi.spyOn(backend, "saveAttachment");
    await user.click(screen.getByLabelText("Save Form.pdf.exe"));
    expect(saved).not.toHaveBeenCalled();
    await user.click(await screen.findByTestId("save-anyway"));
    expect(saved).toHaveBeenCalledOnce();
    await screen.findByText("Saved as /home/nora/Downloads/Form.pdf.exe");
  });

  it("collapses long quotes", async () => {
    await read("Blechabdeckung");
    expect(screen.queryByRole("blockquote")).toBeNull();
    await user.click(screen.getByText("6 quoted lines"));
    await waitFor(() => expect(screen.getByTestId("text").textContent).toContain("> Jörg"));
  });
});

describe("a message", () => {
  it("offers its actions in a menu", async () => {
    const backend = await read("88-2041");
    const [answered, saved, printed] = [
      vi.spyOn(backend, "answerMessage"),
      vi.spyOn(backend, "saveMessageAs"),
      vi.spyOn(backend, "printMessages"),
    ];
    for (const id of ["answer", "save-eml", "print-message"]) {
      await user.click(screen.getByTestId("message-menu"));
      await user.click(await screen.findByTestId(id));
    }
    await waitFor(() => expect(printed).toHaveBeenCalledWith({ what: "messages", ids: [5] }));
    expect([answered.mock.calls, saved.mock.calls]).toEqual([[[5]], [[5]]]);
    await screen.findByText(/Saved as .*\.eml$/);
  });

  it("offers the address of each person, and all messages with the person", async () => {
    const backend = await read("88-2041");
    backend.readQuery = async () => [];
    expect(screen.getAllByTestId("person").map((name) => name.textContent)).toEqual([
      "Ruth Alder",
      "me",
      "Karl Lindqvist",
    ]);
    await user.click(screen.getByText("Karl Lindqvist", { selector: "[data-testid=person] *" }));
    await screen.findByText("Copy karl@lindqvist.example");
    await user.click(await screen.findByTestId("with-person"));
    await waitFor(() =>
      expect(screen.getByTestId<HTMLInputElement>("search").value).toBe("with:karl@lindqvist.example"),
    );
  });
});

describe("a missing message", () => {
  it("has a row, which shows its rebuilt text", async () => {
    await read("88-2041");
    const rows = screen.getAllByTestId("missing");
    expect(rows.map((row) => row.textContent?.trim())).toEqual([
      expect.stringMatching(/^Ruth Alder.*1 message is missing here; it is quoted below.*15 Feb 2016$/),
      "1 message is missing here",
    ]);
    await user.click(rows[0]!);
    await screen.findByText(/The assessor comes on Thursday/);
    expect(screen.getByText(/This text was rebuilt from a later message/)).toBeTruthy();
    await user.click(screen.getByText("Show that message"));
    await screen.findByText("Five pictures are attached", { exact: false, selector: "[data-testid=text] *" });
  });
});

describe("after the page was loaded again", () => {
  it("returns to its place, and says why a message is plain text", async () => {
    const backend = new Fake();
    const place = { query: "roof", source: null, folder: null, thread: 1, message: 5 };
    backend.cameBack = async () => ({ place: JSON.stringify(place) });
    const real = backend.body.bind(backend);
    vi.spyOn(backend, "body").mockImplementation(async (message, query) => ({
      ...(await real(message, query)),
      document: null,
      plain_because: "Its formatting stopped the window.",
    }));
    render(App, { backend });
    await screen.findByText(/was opened again/);
    expect((await screen.findByTestId("plain-because")).textContent).toMatch(/plain text\. Its formatting/);
    expect(screen.queryByTestId("frame")).toBeNull();
    expect(screen.getByTestId<HTMLInputElement>("search").value).toBe("roof");
  });

  it("keeps its place, and answers pings", async () => {
    const backend = new Fake();

    const alive = vi.spyOn(backend, "alive");
    render(App, { backend });
    await user.click((await screen.findAllByTestId("row"))[1]!);
    await waitFor(() =>
      expect(JSON.parse(backend.place ?? "{}")).toMatchObject({
        query: "",
        thread: expect.any(Number) as number,
      }),
    );
    backend.emit("ping", null);
    expect(alive).toHaveBeenCalledOnce();
  });
});

describe("the reader", () => {
  it("ignores an older answer", async () => {
    const backend = new Fake();
    const reader = new ReaderController(backend);
    const real = backend.conversation.bind(backend);
    const late: (() => void)[] = [];
    vi.spyOn(backend, "conversation").mockImplementation(async (thread, query) => {
      if (thread === 2) await new Promise<void>((done) => late.push(done));
      return real(thread, query);
    });
    const first = reader.show(2, 0, "");
    await reader.show(1, 5, "");
    late.forEach((done) => done());
    await first;
    await pause();
    expect(reader.thread).toBe(1);
    expect([...reader.open.keys()]).toEqual([5]);
  });

  it("shows an error, and tries again", async () => {
    const backend = new Fake({ fail: true });
    const reader = new ReaderController(backend);
    await reader.show(1, 5, "");
    expect(reader.error?.message).toBe("The archive could not be read.");
    backend.options.fail = false;
    await reader.retry();
    expect(reader.error).toBeNull();
    expect(reader.open.get(5)?.mode).toBe("formatted");
  });
});

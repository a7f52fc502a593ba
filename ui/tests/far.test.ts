import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import App from "../src/App.svelte";
import { Fake } from "../src/lib/backend/fake";

const user = userEvent.setup();

/** The observers of the page. A test decides what they see. */
let observers: Observer[] = [];
class Observer {
  elements: Element[] = [];
  constructor(
    readonly then: (entries: { isIntersecting: boolean }[]) => void,
    readonly options: { rootMargin: string },
  ) {
    observers.push(this);
  }
  observe(element: Element) {
    this.elements.push(element);
  }
  disconnect() {
    observers = observers.filter((one) => one !== this);
  }
}

beforeEach(() => vi.stubGlobal("IntersectionObserver", Observer));
afterEach(() => {
  observers = [];
  vi.unstubAllGlobals();
});

const article = (id: number) => document.querySelector<HTMLElement>(`[data-message="${id}"]`);
/** Tells the observers of a message, near or far ones, whether it is within their distance. */
const see = (id: number, isIntersecting: boolean) =>
  observers
    .filter(({ elements }) => elements.includes(article(id)!))
    .forEach(({ then }) => then([{ isIntersecting }]));
const text = (id: number) => article(id)?.querySelector("[data-testid=text]");

it("reads a message when it comes near, and forgets it when it is far", async () => {
  const backend = new Fake();
  const read = vi.spyOn(backend, "body");
  const real = backend.conversation.bind(backend);
  backend.conversation = async (thread) => real(thread, "");
  render(App, { backend });
  await user.click(await screen.findByTestId("search"));
  await user.keyboard("88-2041");
  await waitFor(() => expect(screen.getByTestId("count").textContent).toMatch(/^\s*1\s+conversation/));
  await user.keyboard("{Enter}");
  await user.click(await screen.findByTestId("open-all"));
  expect(screen.getAllByRole("article")).toHaveLength(5);
  expect(read.mock.calls.map(([id]) => id)).toEqual([5]);
  see(2, false);
  expect(text(2)).toBeNull();
  see(2, true);
  await waitFor(() => expect(text(2)?.textContent).toContain("I am sorry to hear that"));
  Object.defineProperty(article(2)!, "offsetHeight", { value: 432 });
  see(2, false);
  await waitFor(() => expect(text(2)).toBeNull());
  expect(article(2)?.style.minHeight).toBe("432px");
  see(2, true);
  await waitFor(() => expect(text(2)?.textContent).toContain("I am sorry to hear that"));
  expect(read.mock.calls.map(([id]) => id)).toEqual([5, 2, 2]);
});

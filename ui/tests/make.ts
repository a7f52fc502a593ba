import type { Backend } from "../src/lib/backend";
import { Fake } from "../src/lib/backend/fake";
import type { ConversationRow } from "../src/lib/bindings/ConversationRow";
import type { ListPage } from "../src/lib/bindings/ListPage";
import type { ListRequest } from "../src/lib/bindings/ListRequest";

export const pause = (ms = 0) => new Promise<void>((done) => setTimeout(done, ms));

export const row = (thread: number): ConversationRow => ({
  thread,
  message: thread,
  people: [],
  count: 1,
  date: 0,
  subject: [{ text: `Subject ${thread}`, hit: false }],
  snippet: [],
  snippet_of: null,
  attachments: [],
  kind: "mail",
  damaged: false,
  starred: false,
  tags: [],
  folder: "Inbox",
  size: 1000,
});

/** A page of a list with `total` rows. The thread of each row is its position. */
export function page(request: ListRequest, total: number): ListPage {
  const count = Math.max(0, Math.min(request.limit, total - request.offset));
  return {
    conversations: total,
    messages: total,
    offset: request.offset,
    rows: Array.from({ length: count }, (_, i) => row(request.offset + i)),
    years: [],
    problems: [],
    understood: request.query,
    seconds: 0,
  };
}

interface Asked {
  request: ListRequest;
  resolve: (page: ListPage) => void;
  answer: (total: number) => Promise<void>;
  fail: (message: string) => Promise<void>;
}

/** A backend whose list answers when the test resolves the request. */
export function byHand(): { backend: Backend; asked: Asked[] } {
  const asked: Asked[] = [];
  const backend = new Fake();
  backend.list = (request) =>
    new Promise((resolve, reject) => {
      asked.push({
        request,
        resolve,
        answer: (total) => {
          resolve(page(request, total));
          return pause();
        },
        fail: (message) => {
          reject({ code: "failed", message });
          return pause();
        },
      });
    });
  return { backend, asked };
}

/** A backend with a list of this length, and the requests that it received. */
export function long(total: number): { backend: Backend; requests: ListRequest[] } {
  const requests: ListRequest[] = [];
  const backend = new Fake();
  backend.list = async (request) => (requests.push(request), page(request, total));
  return { backend, requests };
}

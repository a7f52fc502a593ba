import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import { questions } from "../src/lib/backend/madeup/queries";

// Features of every web view that jsdom lacks.
window.matchMedia ??= (media: string) =>
  ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
  }) as unknown as MediaQueryList;

Range.prototype.getBoundingClientRect ??= () => new DOMRect();

// A menu stays invisible if its button has no area, and jsdom has no layout.
const areasOf = Element.prototype.getClientRects;
Element.prototype.getClientRects = function (this: Element) {
  const area = [new DOMRect(8, 8, 96, 24)] as unknown as DOMRectList;
  return this.hasAttribute("aria-haspopup") ? area : areasOf.call(this);
};

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};

// A query without a recorded answer fails the test that requests it. To record answers, run both commands. The first one
// writes all queries to the file below, the second one answers them. Repeat until the tests pass, because an answer can
// lead to a new query.
//     RECORD=1 npx vitest run --no-file-parallelism
//     FOUNDMAIL_RECORD=1 cargo test -p foundmail-archive --lib recorded
const asked = join(import.meta.dirname, "../src/lib/backend/madeup/queries.asked.json");

afterEach(() => {
  const { read, edit, unanswered } = questions;
  Object.assign(questions, { read: [], edit: [], unanswered: 0 });
  if (process.env.RECORD) {
    const known = existsSync(asked) ? JSON.parse(readFileSync(asked, "utf8")) : { read: [], edit: [] };
    writeFileSync(asked, JSON.stringify({ read: [...known.read, ...read], edit: [...known.edit, ...edit] }));
  } else if (unanswered > 0) {
    throw new Error(`a query has no recorded answer (see tests/setup.ts): ${JSON.stringify({ read, edit })}`);
  }
});

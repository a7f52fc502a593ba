import { isForwardSeparator, isHeaderBlock, isIntroduction, isSeparator } from "./quotes";

/** Elements in which mail programs put the message that is answered. The cleaned document keeps classes and ids. */
const QUOTES =
  "blockquote.gmail_quote, div.gmail_quote, .yahoo_quoted, .protonmail_quote, .moz-cite-prefix + blockquote, blockquote[type=cite]";
/** Elements whose children cannot be wrapped, because only certain elements may be inside. */
const STRICT = new Set(["TABLE", "THEAD", "TBODY", "TFOOT", "TR", "UL", "OL", "DL"]);
/** The most texts that are searched for an introduction. */
const MOST_TEXTS = 20_000;
const STYLE =
  "details[data-quote]{margin:8px 0}details[data-quote]>summary{display:inline-block;padding:4px 8px 4px 0;color:#646b71;" +
  "font:13px/16px system-ui,'Segoe UI',Cantarell,'Noto Sans',sans-serif;cursor:default}" +
  'details[data-quote]>summary::before{content:"\\25B8\\00A0";}details[data-quote][open]>summary::before{content:"\\25BE\\00A0"}';

/**
 * Collapses the quoted parts of a formatted message. A part stays open if it has a hit, or if the message forwards it. A
 * message that only quotes stays as it is. The elements work without scripts, which the frame does not permit.
 */
export function foldQuotes(page: Document, forwarded: boolean): void {
  if (!page.body || page.querySelector("details[data-quote]")) return;
  const tail = tailOf(page);
  const parts = tail ? [...quotesBefore(page, tail.nodes), tail] : quotesBefore(page, []);
  const folded = parts.filter(({ nodes }) => hasTextOutside(page.body, nodes));
  if (folded.length === 0) return;
  const style = page.createElement("style");
  style.textContent = STYLE;
  page.head.append(style);
  for (const { nodes, isForwarded } of folded) fold(page, nodes, forwarded || isForwarded);
}

interface Part {
  nodes: ChildNode[];
  isForwarded: boolean;
}

/** Returns the outermost elements with a quoted message that are not inside `tail`. */
function quotesBefore(page: Document, tail: ChildNode[]): Part[] {
  const marked = [...page.body.querySelectorAll(QUOTES)];
  const introduced = [...page.body.querySelectorAll("blockquote")].filter(
    (quote) => isIntroduction(textBefore(quote)) || isIntroduction(firstLine(quote)),
  );
  const all = new Set<Element>([...marked, ...introduced]);
  return [...all]
    .filter((one) => ![...all].some((other) => other !== one && other.contains(one)))
    .filter(
      (one) => !tail.some((node) => node.contains(one)) && !STRICT.has(one.parentElement?.tagName ?? ""),
    )
    .map((one) => ({ nodes: [one], isForwarded: isForwardSeparator(one.textContent?.trim() ?? "") }));
}

/** Returns the nodes from the introduction of another message on, such as Outlook's block with From, Sent and To. */
function tailOf(page: Document): Part | null {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (texts.length < MOST_TEXTS && walker.nextNode()) texts.push(walker.currentNode as Text);
  const at = texts.findIndex((text, i) => {
    const line = text.data.trim();
    return isSeparator(line) || (/^(from|von)\s*:/i.test(line) && isHeaderBlock(linesFrom(texts, i)));
  });
  const text = texts[at];
  if (!text || text.parentElement?.closest(QUOTES)) return null;
  const nodes = fromOn(page.body, text);
  return nodes && { nodes, isForwarded: isForwardSeparator(text.data.trim()) };
}

/** Returns the next texts as lines. A label such as "From:" and its value are often in different elements. */
function linesFrom(texts: Text[], from: number): string[] {
  const joined = texts
    .slice(from, from + 40)
    .map(({ data }) => data.replaceAll(/\s+/g, " ").trim())
    .filter(Boolean);
  return joined.filter((line, i) => i === 0 || line.includes(":")).slice(0, 8);
}

/** Returns a node and all nodes after it, at the outermost level at which it is the first one. */
function fromOn(body: HTMLElement, text: Text): ChildNode[] | null {
  let node: ChildNode = text;
  while (node.parentElement && node.parentElement !== body && isFirst(node)) node = node.parentElement;
  if (!node.parentElement || STRICT.has(node.parentElement.tagName)) return null;
  const before = previousElement(node);
  let first: ChildNode = before?.tagName === "HR" ? before : node;
  const nodes: ChildNode[] = [first];
  while (first.nextSibling) nodes.push((first = first.nextSibling));
  return nodes;
}

const isEmpty = (node: ChildNode) => node.textContent?.trim() === "" && node.nodeName !== "IMG";

function isFirst(node: ChildNode): boolean {
  for (let before = node.previousSibling; before; before = before.previousSibling)
    if (!isEmpty(before)) return false;
  return true;
}

function previousElement(node: ChildNode): Element | null {
  let before = node.previousSibling;
  while (before && before.nodeType === Node.TEXT_NODE && isEmpty(before)) before = before.previousSibling;
  return before?.nodeType === Node.ELEMENT_NODE ? (before as Element) : null;
}

/** Returns the text directly before an element, within its parent or directly before the parent. */
function textBefore(element: Element): string {
  for (let at: ChildNode | null = element.previousSibling; at; at = at.previousSibling)
    if (!isEmpty(at)) return at.textContent?.replaceAll(/\s+/g, " ").trim() ?? "";
  return "";
}

const firstLine = (element: Element): string =>
  [...element.children]
    .find((child) => child.textContent?.trim())
    ?.textContent?.replaceAll(/\s+/g, " ")
    .trim() ?? "";

function hasTextOutside(body: HTMLElement, nodes: ChildNode[]): boolean {
  const inside = nodes.reduce((sum, node) => sum + lengthOf(node), 0);
  const sheets = [...body.querySelectorAll("style")].reduce((sum, sheet) => sum + lengthOf(sheet), 0);
  return lengthOf(body) - sheets > inside;
}

const lengthOf = (node: Node): number => node.textContent?.replaceAll(/\s+/g, "").length ?? 0;

function fold(page: Document, nodes: ChildNode[], open: boolean): void {
  const details = page.createElement("details");
  const summary = page.createElement("summary");
  details.dataset.quote = "";
  summary.textContent = "Quoted text";
  details.append(summary);
  nodes[0]?.before(details);
  details.append(...nodes);
  details.open = open || details.querySelector("mark") !== null;
}

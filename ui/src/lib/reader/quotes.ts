import type { Segment } from "../bindings/Segment";

/** Consecutive lines that are all quoted text or all own text. */
export interface Block {
  quoted: boolean;
  segments: Segment[];
  lines: number;
  /** True if the block contains a hit. */
  hit: boolean;
  /** True if the block quotes a forwarded message, which is the purpose of the message that contains it. */
  forwarded: boolean;
}

interface Line {
  segments: Segment[];
  text: string;
}

/** The most lines between the first line of an introduction and its other lines. */
const HEADERS = 8;
/** The longest line that can introduce a quotation, in characters. */
const LONGEST = 400;

const SEPARATOR =
  /^\W{0,4}-{2,}\s*(original message|original appointment|ursprüngliche nachricht|original-?nachricht|ursprünglicher termin)\s*-{2,}/i;
const FORWARD =
  /^\W{0,4}(-{2,}\s*(forwarded (message|by)|weitergeleitete? (nachricht|von))|begin forwarded message|anfang der weitergeleiteten)/i;
const FROM = /^[\s*>]*(from|von)\s*:/i;
const SENT = /^[\s*>]*(sent|date|gesendet|datum)\s*:/i;
const TO = /^[\s*>]*(to|an)\s*:/i;
const SUBJECT = /^[\s*>]*(subject|betreff)\s*:/i;
const INTRODUCTION = /^\s*(on|am|den)\s.*(wrote|schrieb\b.*)\s*:\s*$/i;
const BEGINS_INTRODUCTION = /^\s*(on|am)\s/i;

/** Returns true if a text introduces the message that follows it, such as "On Monday Ruth wrote:". */
export const isIntroduction = (text: string): boolean => text.length <= LONGEST && INTRODUCTION.test(text);

/** Returns true if the subject is that of a forwarded message. */
export const isForward = (subject: string): boolean => /^\s*(fwd?|wg|wtr)\s*:/i.test(subject);

/** Returns true if the lines begin with the sender, the date and the recipients of another message. */
export function isHeaderBlock(lines: string[]): boolean {
  if (!FROM.test(lines[0] ?? "")) return false;
  const rest = lines.slice(1, HEADERS);
  return [SENT, TO, SUBJECT].filter((field) => rest.some((line) => field.test(line))).length >= 2;
}

/** Returns true if a line separates the text from a message below it. */
export const isSeparator = (line: string): boolean => SEPARATOR.test(line) || FORWARD.test(line);

/** Returns true if a line separates the text from a forwarded message. */
export const isForwardSeparator = (line: string): boolean => FORWARD.test(line);

/**
 * Splits a text into blocks of own text and of quoted text. Quoted are lines that begin with `>`, and everything below
 * the introduction of another message. A message that only quotes has no quoted block. Hits stay marked.
 */
export function blocks(segments: Segment[], forwarded = false): Block[] {
  const lines = [...linesOf(segments)];
  const end = tailStart(lines);
  const isForwarded = forwarded || (lines[end] !== undefined && isForwardSeparator(lines[end].text));
  const found: Block[] = [];
  lines.forEach((line, at) => {
    const quoted = at >= end || isQuoted(lines, at);
    let block = found.at(-1);
    if (!block || block.quoted !== quoted || at === end) {
      block = { quoted, segments: [], lines: 0, hit: false, forwarded: quoted && isForwarded };
      found.push(block);
    }
    block.lines += 1;
    for (const segment of line.segments) append(block, segment);
  });
  const isAllQuoted = found.every(({ quoted, segments: all }) => quoted || isBlank(all));
  return isAllQuoted ? found.map((block) => ({ ...block, quoted: false })) : found;
}

/** Returns the position of the line from which on everything is quoted. Without such a line, returns the length. */
function tailStart(lines: Line[]): number {
  const at = lines.findIndex(({ text }, i) => {
    if (text.length > LONGEST) return false;
    if (isSeparator(text)) return true;
    if (FROM.test(text) && !text.trimStart().startsWith(">"))
      return isHeaderBlock(lines.slice(i, i + HEADERS).map((line) => line.text));
    return introductionEnd(lines, i) > 0 && !isMark(nextText(lines, introductionEnd(lines, i)));
  });
  return at < 0 ? lines.length : at;
}

const isMark = (text: string) => /^\s{0,3}>/.test(text);

/** A line with `>`, or an introduction directly before such lines. */
function isQuoted(lines: Line[], at: number): boolean {
  if (isMark(lines[at]?.text ?? "")) return true;
  for (const first of [at, at - 1]) {
    const end = introductionEnd(lines, first);
    if (end > at && isMark(nextText(lines, end))) return true;
  }
  return false;
}

/** Returns the position after an introduction of one or two lines that begins at a line, or 0. */
function introductionEnd(lines: Line[], at: number): number {
  const [first, second] = [lines[at]?.text, lines[at + 1]?.text];
  if (first === undefined || !BEGINS_INTRODUCTION.test(first)) return 0;
  if (isIntroduction(first)) return at + 1;
  return second !== undefined && isIntroduction(`${first.trimEnd()} ${second}`) ? at + 2 : 0;
}

/** Returns the first line with text from a position on. */
const nextText = (lines: Line[], from: number): string =>
  lines.slice(from, from + 3).find(({ text }) => text.trim() !== "")?.text ?? "";

const isBlank = (segments: Segment[]) => segments.every(({ text }) => text.trim() === "");

function append(block: Block, segment: Segment): void {
  const last = block.segments.at(-1);
  if (last && last.hit === segment.hit && !segment.hit) last.text += segment.text;
  else block.segments.push({ ...segment });
  block.hit ||= segment.hit;
}

/** Splits segments into lines. Each line includes its line break. */
function* linesOf(segments: Segment[]): Generator<Line> {
  let line: Line = { segments: [], text: "" };
  for (const { text, hit } of segments) {
    for (const piece of text.split(/(?<=\n)/)) {
      if (piece === "") continue;
      line.segments.push({ text: piece, hit });
      line.text += piece;
      if (!piece.endsWith("\n")) continue;
      yield line;
      line = { segments: [], text: "" };
    }
  }
  if (line.segments.length > 0) yield line;
}

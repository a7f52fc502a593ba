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
/** The most empty lines between an introduction and the quoted text. */
const BLANK = 3;
/** The longest line that can introduce a quotation, in characters. */
const LONGEST = 400;

const SEPARATOR =
  /^\s*-{2,}\s*(original message|original appointment|ursprüngliche nachricht|original-?nachricht|ursprünglicher termin)\s*-{2,}/i;
const FORWARD =
  /^\s*(-{2,}\s*(forwarded (message|by)|weitergeleitete? (nachricht|von))|begin forwarded message|anfang der weitergeleiteten)/i;
const FROM = /^[\s*>]*(from|von)\s*:/i;
const SENT = /^[\s*>]*(sent|date|gesendet|datum)\s*:/i;
const TO = /^[\s*>]*(to|an)\s*:/i;
const SUBJECT = /^[\s*>]*(subject|betreff)\s*:/i;
const FIELD = /^[\s*]*\p{L}[\p{L}-]{0,20}\s*:/u;
/** The beginning of a text that no unusual sign marks as quoted. */
const BEGINS_TEXT = /^\s*[\p{L}\p{N}"'“„«(*<[]/u;
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
    const end = introductionEnd(lines, i);
    const next = lines[end]?.text ?? "";
    // Below an introduction of lines with `>`, there can be own text.
    if (end === 0 || isMark(next)) return false;
    return !BEGINS_INTRODUCTION.test(text) || BEGINS_TEXT.test(next);
  });
  return at < 0 ? lines.length : at;
}

const isMark = (text: string) => /^\s{0,3}>/.test(text);

/** Returns true for a line with `>`, and for a line of an introduction of such lines. */
function isQuoted(lines: Line[], at: number): boolean {
  if (isMark(lines[at]?.text ?? "")) return true;
  for (let first = at; first >= 0 && at - first <= HEADERS; first -= 1) {
    const end = introductionEnd(lines, first);
    if (end > at) return isMark(lines[end]?.text ?? "");
  }
  return false;
}

/** Returns the position of the first text below an introduction that begins at a line, or 0 without an introduction. */
function introductionEnd(lines: Line[], at: number): number {
  const end = endOfIntroduction(lines, at);
  if (end === 0) return 0;
  const blank = lines.slice(end, end + BLANK).findIndex(({ text }) => text.trim() !== "");
  return blank < 0 ? end : end + blank;
}

/**
 * Returns the position after an introduction that begins at a line, or 0: a separator, the header fields of a message, or
 * one or two lines such as "On Monday Ruth wrote:".
 */
function endOfIntroduction(lines: Line[], at: number): number {
  const [first, second] = [lines[at]?.text, lines[at + 1]?.text];
  if (first === undefined || first.length > LONGEST || isMark(first)) return 0;
  const block = lines.slice(at, at + HEADERS).map((line) => line.text);
  if (isSeparator(first)) return at + 1 + fieldsIn(block.slice(1));
  if (FROM.test(first)) return isHeaderBlock(block) ? at + fieldsIn(block) : 0;
  if (!BEGINS_INTRODUCTION.test(first)) return 0;
  if (isIntroduction(first)) return at + 1;
  return second !== undefined && isIntroduction(`${first.trimEnd()} ${second}`) ? at + 2 : 0;
}

/** Returns the number of lines with header fields at the beginning, with their continuations. */
function fieldsIn(lines: string[]): number {
  const end = lines.findIndex((line) => !FIELD.test(line) && !/^\s+\S/.test(line));
  return end < 0 ? lines.length : end;
}

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

import type { Segment } from "../bindings/Segment";

/** Consecutive lines that are all quoted text or all own text. */
export interface Block {
  quoted: boolean;
  segments: Segment[];
  lines: number;
  /** True if the block contains a hit. */
  hit: boolean;
}

/** Splits a text into blocks of own text and of quoted text (lines that begin with `>`). Hits stay marked. */
export function blocks(segments: Segment[]): Block[] {
  const found: Block[] = [];
  for (const line of lines(segments)) {
    const quoted = /^\s{0,3}>/.test(line.map((s) => s.text).join(""));
    let block = found.at(-1);
    if (!block || block.quoted !== quoted) {
      block = { quoted, segments: [], lines: 0, hit: false };
      found.push(block);
    }
    block.lines += 1;
    for (const segment of line) append(block, segment);
  }
  return found;
}

function append(block: Block, segment: Segment): void {
  const last = block.segments.at(-1);
  if (last && last.hit === segment.hit && !segment.hit) last.text += segment.text;
  else block.segments.push({ ...segment });
  block.hit ||= segment.hit;
}

/** Splits segments into lines. Each line includes its line break. */
function* lines(segments: Segment[]): Generator<Segment[]> {
  let line: Segment[] = [];
  for (const { text, hit } of segments) {
    for (const piece of text.split(/(?<=\n)/)) {
      if (piece !== "") line.push({ text: piece, hit });
      if (piece.endsWith("\n")) {
        yield line;
        line = [];
      }
    }
  }
  if (line.length > 0) yield line;
}

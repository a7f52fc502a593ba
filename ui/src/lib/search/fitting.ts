/**
 * Returns how many buttons fit in a row. If not all fit, the row also needs room for the button *More*.
 * Without known widths, all fit.
 */
export function fitting(widths: number[], room: number, more: number, gap: number): number {
  const all = widths.reduce((sum, width) => sum + width + gap, -gap);
  if (room <= 0 || all <= room) return widths.length;
  let left = room - more;
  let count = 0;
  for (const width of widths) {
    left -= width + gap;
    if (left < 0) break;
    count += 1;
  }
  return count;
}

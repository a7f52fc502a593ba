/** Counts how often each year occurs. The result has an entry for each year from the first to the last. */
export function gapless(years: number[]) {
  const first = Math.min(...years);
  const last = Math.max(...years);
  const all = [];
  for (let year = first; year <= last; year += 1)
    all.push({ year, count: years.filter((y) => y === year).length });
  return all;
}

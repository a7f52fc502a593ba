/** The little that the window itself does to a query; what it means is decided behind it. */

const DURING = /(^|\s)during:(\S*)/gi;

export const withoutDuring = (query: string): string =>
  query.replace(DURING, "$1").replace(/\s+/g, " ").trim();

/** The one year that a query is narrowed to. */
export function pickedYear(query: string): number | null {
  const all = [...query.matchAll(DURING)];
  const year = Number(all[0]?.[2]);
  return all.length === 1 && Number.isInteger(year) && year > 0 ? year : null;
}

/** Narrows to a year, or takes that off again. */
export function toggleYear(query: string, year: number): string {
  const rest = withoutDuring(query);
  if (pickedYear(query) === year) return rest;
  return rest === "" ? `during:${year}` : `${rest} during:${year}`;
}

/** The parts between spaces; what stands in quotes is one part. */
export const parts = (query: string): string[] => query.match(/-?(?:[a-z]+:)?(?:"[^"]*"?|\S+)/gi) ?? [];

export const without = (query: string, index: number): string =>
  parts(query)
    .filter((_, i) => i !== index)
    .join(" ");

const OPERATOR =
  /^-?(from|to|cc|bcc|subject|body|filename|has|type|in|before|after|during|larger|smaller|is):\S/i;

/** The query in pieces, spaces kept, those marked that name a field. */
export function pieces(query: string): { text: string; operator: boolean }[] {
  return (query.match(/\s+|-?(?:[a-z]+:)?(?:"[^"]*"?|\S+)/gi) ?? []).map((text) => ({
    text,
    operator: OPERATOR.test(text),
  }));
}

import type { PaperChoice } from "../bindings/PaperChoice";

/** The countries that print on Letter paper. */
const LETTER = ["US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "PA", "PR"];

/** Returns the usual paper for a language tag such as "en-US". */
export function usualPaper(language: string): PaperChoice {
  const country = language.split("-").find((part) => /^[A-Z]{2}$/.test(part));
  return country !== undefined && LETTER.includes(country) ? "us_letter" : "a4";
}

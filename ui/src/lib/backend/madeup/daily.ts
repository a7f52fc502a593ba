import type { SampleConversation } from "./conversations";

/**
 * Everyday mail of a building firm: [sender, subject, text, file?, answer?]. `{p}` is replaced by a place,
 * `{n}` by a number.
 */
const DAILY: [string, string, string, string?, string?][] = [
  [
    "marten",
    "Order {n}: skylights for {p}",
    "The skylights for {p} leave our yard on Tuesday. Please have two people there to carry.",
    "Order-{n}.pdf",
    "Two will be there, and the small crane.",
  ],
  [
    "cafe",
    "Water stain under the window",
    "There is a stain again, left of the window where you worked in spring. Could somebody look at it?",
    "stain-{n}.jpg",
    "Karl comes by tomorrow after lunch.",
  ],
  [
    "town",
    "Scaffold on the pavement, {p}",
    "Your scaffold may stand on the pavement until the end of the month. The fee is shown in the notice.",
    "Notice-{n}.pdf",
  ],
  [
    "karl",
    "Hours of last week, {p}",
    "Hours as agreed. The rain day counts half.",
    "Hours-{n}.xlsx",
    "Thanks. I put them in.",
  ],
  [
    "joerg",
    "Kupfer, Auftrag {n}: Preise",
    "Kupfer ist wieder teurer geworden. Wenn wir bis Freitag bestellen, gilt noch der alte Preis.",
    "Preisliste-{n}.pdf",
    "Then let us order today.",
  ],
  [
    "mei",
    "订单 {n} 已发货",
    "订单 {n} 已发货。The container is on its way, the papers are attached.",
    "提单-{n}.pdf",
  ],
  ["lukasz", "Ekipa na {p}", "We can start at {p} on Monday with four people. Need two more harnesses."],
  [
    "pier",
    "Sauna roof, {p} wing",
    "The guests hear the tin at night when it blows. Is there a way to make it quiet?",
    undefined,
    "Yes: felt under the tin. I send an offer.",
  ],
  [
    "nobody",
    "Missing receipt no. {n}",
    "We miss the receipt no. {n} over nails and felt. A photograph will do.",
  ],
  [
    "ruth",
    "Policy for the van, {n}",
    "The policy for the second van begins on the first of next month. Please check the plate.",
    "Policy-{n}.pdf",
    "The plate is right, thank you.",
  ],
  [
    "me",
    "Invoice {n}, {p}",
    "Please find our invoice for the work at {p}. Payable within fourteen days.",
    "Invoice-{n}.pdf",
  ],
  [
    "me",
    "Offer for {p}",
    "As promised, our offer for {p}: slates from Wales, gutters of zinc, five weeks of work.",
    "Offer-{n}.docx",
    "Thank you. We talk about it on Thursday.",
  ],
  ["karl", "Keys for {p}", "The keys are under the third pot. Do not tell the gardener."],
  [
    "cafe",
    "Friday as always?",
    "Table for six on Friday, as always? The fish comes in at noon.",
    undefined,
    "As always. And one more, Jörg is in town.",
  ],
  [
    "town",
    "Fire inspection, {p}",
    "The inspection of the stairs and the roof hatch at {p} takes place next Wednesday at ten.",
    "Plan-{n}.dwg",
  ],
  [
    "marten",
    "Broken pane, claim {n}",
    "We replace the pane without charge; it must have cracked on the lorry.",
    "pane-{n}.png",
    "Very decent of you.",
  ],
  [
    "pier",
    "Snow on the glass roof at {p}",
    "There is half a metre on the glass roof. Is that still within what it can carry?",
    undefined,
    "It is. But please keep people from under the edge.",
  ],
  [
    "joerg",
    "Lötkurs im Februar",
    "Wir machen wieder einen Lötkurs. Zwei Plätze wären für euch frei, Prüfung am zweiten Tag.",
    "Anmeldung-{n}.docx",
  ],
];

const PLACES = [
  "Mill Lane 7",
  "North Pier",
  "the old school",
  "St. Olaf's",
  "Quay House",
  "Lighthouse Road",
  "the market hall",
  "Villa Åkerö",
];

/** Returns an everyday conversation. Equal arguments give equal conversations. */
export function daily(pick: number, place: number, n: number): SampleConversation {
  const [from, subject, text, file, answer] = DAILY[pick % DAILY.length] ?? ["karl", "", ""];
  const fill = (s: string) =>
    s.replaceAll("{p}", PLACES[place % PLACES.length] ?? "").replaceAll("{n}", String(1000 + (n % 900)));
  const other = from === "me" ? "pier" : from;
  const files = file ? { files: [fill(file)] } : {};
  const messages = [{ from, to: [from === "me" ? "pier" : "me"], text: fill(text), ...files }];
  if (answer)
    messages.push({
      from: from === "me" ? "pier" : "me",
      to: [other === "pier" && from === "me" ? "me" : from],
      text: fill(answer),
    });
  return { subject: fill(subject), messages };
}

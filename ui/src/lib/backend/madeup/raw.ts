import type { PersonView } from "../../bindings/PersonView";
import { mark } from "./search";
import type { Mail } from "./mail";

/** Returns the headers of a made-up message. */
export function headersOf(mail: Mail) {
  const line = (p: PersonView) => (p.name ? `${p.name} <${p.address}>` : p.address);
  const date = new Date(mail.date ?? 0).toUTCString();
  return [
    {
      name: "Received",
      value: `from mail.fairmount-mutual.example by mx.lindqvist.example; ${date}`,
    },
    { name: "From", value: mail.from ? line(mail.from) : "" },
    { name: "To", value: mail.to.map(line).join(", ") },
    { name: "Date", value: date },
    { name: "Subject", value: mail.subject },
    { name: "Message-ID", value: `<${mail.id}.made-up@lindqvist.example>` },
  ];
}

/** Returns a page with marked hits, for the locked frame. */
export function pageOf(html: string, words: string[]): string {
  return html.replace(/>([^<]+)</g, (_, text: string) => {
    return `>${mark(text, words)
      .map((s) => (s.hit ? `<mark>${s.text}</mark>` : s.text))
      .join("")}<`;
  });
}

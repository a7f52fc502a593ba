import type { AttachmentView } from "../../bindings/AttachmentView";
import type { MessageView } from "../../bindings/MessageView";
import type { PersonView } from "../../bindings/PersonView";
import { daily } from "./daily";
import {
  ACCOUNTS,
  FOLDERS,
  PEOPLE,
  ROOF_CLAIM,
  CONVERSATIONS,
  type SampleConversation,
} from "./conversations";

/** A made-up message. */
export interface Mail extends MessageView {
  thread: number;
  folder: number;
  text: string;
  html: string | null;
  remote: number;
}

/** Returns a generator of repeatable random numbers (mulberry32). */
function randomNumbers(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const types: Record<string, string> = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  jpg: "image/jpeg",
  png: "image/png",
  zip: "application/zip",
  exe: "application/vnd.microsoft.portable-executable",
  ics: "text/calendar",
  dwg: "image/vnd.dwg",
  eml: "message/rfc822",
  vcf: "text/vcard",
  txt: "text/plain",
  html: "text/html",
};

/** Returns a made-up attachment. */
export function attachment(name: string, index: number, size: number): AttachmentView {
  const ending = name.split(".").at(-1) ?? "";
  return {
    index,
    name,
    media_type: types[ending] ?? "application/octet-stream",
    size,
    runs: ending === "exe",
  };
}

const person = (key: string): PersonView => PEOPLE[key] ?? { name: key, address: "", me: false };

/** Returns all made-up mail: 300 messages of a small building firm, the same at each start. */
export function makeMail(): Mail[] {
  const next = randomNumbers(20160314);
  const mail: Mail[] = [];
  const addConversation = (source: SampleConversation, start: number, thread: number, folder: number) => {
    source.messages.forEach((message, at) => {
      const date = message.at ?? start + at * (6 + next() * 60) * 3_600_000;
      const files = (message.files ?? []).map((name, i) =>
        attachment(name, i, Math.round(20_000 + next() * 2_400_000)),
      );
      for (const name of message.extra ?? []) files.push(attachment(name, files.length, 31_000));
      mail.push({
        id: mail.length + 1,
        thread,
        folder: message.from === "me" ? (FOLDERS.find((f) => f.name === "Sent Items")?.id ?? folder) : folder,
        subject: (at > 0 ? "Re: " : "") + (message.subject ?? source.subject),
        from: message.unknown ? null : person(message.from),
        to: message.to.map(person),
        cc: (message.cc ?? []).map(person),
        bcc: [],
        date: message.unknown ? null : Math.round(date),
        snippet: message.text.replace(/\s+/g, " ").slice(0, 180),
        kind: message.kind ?? "mail",
        attachments: files,
        missing: message.missing ?? [],
        hit: false,
        starred: message.starred ?? false,
        tags: message.tags ?? [],
        text: message.text,
        html: message.html ?? null,
        remote: message.remote ?? 0,
      });
    });
  };
  addConversation(ROOF_CLAIM, Date.UTC(2016, 1, 11, 8, 20), 1, ACCOUNTS.inbox);
  const folders = FOLDERS.filter((f) => f.name !== "Sent Items");
  const weights = [1, 1, 2, 2, 3, 4, 5, 5, 7, 8, 11, 12, 9, 8, 7, 8, 5, 2];
  const years = weights.flatMap((n, i) => Array<number>(n).fill(2005 + i));
  for (let thread = 2; mail.length < 300; thread += 1) {
    const source = CONVERSATIONS[thread - 2] ?? daily(thread * 7, Math.floor(next() * 8), thread * 37);
    const year = years[Math.floor(next() * years.length)] ?? 2014;
    const start = Date.UTC(
      year,
      Math.floor(next() * 12),
      1 + Math.floor(next() * 27),
      7 + next() * 10,
      next() * 60,
    );
    const home = folders[Math.floor(next() * folders.length)]?.id ?? ACCOUNTS.inbox;
    addConversation(source, start, thread, home);
  }
  return mail;
}

import type { FolderView } from "../../bindings/FolderView";
import type { PersonView } from "../../bindings/PersonView";
import { quotingPage, reportPage, weeklyPage } from "./pages";

/** One made-up message. `at` is its date; without `at`, the date is random. */
export interface SampleMessage {
  from: string;
  to: string[];
  cc?: string[];
  text: string;
  html?: string;
  remote?: number;
  files?: string[];
  /** Further files. Their sizes are fixed, so that they change nothing in the other made-up mail. */
  extra?: string[];
  missing?: string[];
  kind?: string;
  subject?: string;
  at?: number;
  unknown?: boolean;
  starred?: boolean;
  tags?: string[];
}

/** A made-up conversation. */
export interface SampleConversation {
  subject: string;
  messages: SampleMessage[];
}

export const PEOPLE: Record<string, PersonView> = {
  me: { name: "Nora Lindqvist", address: "nora@lindqvist.example", me: true },
  karl: { name: "Karl Lindqvist", address: "karl@lindqvist.example", me: false },
  ruth: { name: "Ruth Alder", address: "claims@fairmount-mutual.example", me: false },
  marten: { name: "Marten Glazing", address: "office@marten-glazing.example", me: false },
  cafe: { name: "Harbour Café", address: "hello@harbour-cafe.example", me: false },
  town: { name: "Town office", address: "permits@town.example", me: false },
  joerg: { name: "Jörg Müller-Weiß", address: "j.mueller@weiss-spenglerei.example", me: false },
  mei: { name: "陈美玲", address: "meiling.chen@taipei-tiles.example", me: false },
  lukasz: { name: "Łukasz Żak", address: "lukasz.zak@dachy.example", me: false },
  pier: { name: "North Pier Hotel", address: "reception@north-pier.example", me: false },
  bank: { name: "service@harbour-bank.example", address: "no-reply@account-check.example", me: false },
  weekly: { name: "Roofer's Weekly", address: "letter@roofers-weekly.example", me: false },
  nobody: { name: "", address: "bookkeeping@oakes-tax.example", me: false },
};

const folder = (id: number, parent: number | null, name: string, depth: number): FolderView => ({
  id,
  parent,
  name,
  query: /\s/.test(name) ? `in:"${name}"` : `in:${name}`,
  depth,
  count: 0,
  total: 0,
});

export const FOLDERS: FolderView[] = [
  folder(1, null, "Inbox", 0),
  folder(2, null, "Sent Items", 0),
  folder(3, null, "Clients", 0),
  folder(4, 3, "Harbour Café", 1),
  folder(5, 3, "North Pier", 1),
  folder(6, null, "Rechnungen für Überweisung", 0),
  folder(7, null, "Lost and found", 0),
];
export const ACCOUNTS = { inbox: 1 };

const at = (y: number, m: number, d: number, h: number, min: number) =>
  new Date(y, m - 1, d, h, min).getTime();

/** The conversation about the storm damage. It contains everything that the reader can show. */
export const ROOF_CLAIM: SampleConversation = {
  subject: "Roof claim 88-2041: assessor's report",
  messages: [
    {
      from: "me",
      to: ["ruth"],
      at: at(2016, 2, 11, 8, 20),
      text: "Dear Ms Alder,\n\nlast night's storm took part of the roof and we would like to report the damage under policy 5530-11.\n\nNora Lindqvist",
    },
    {
      from: "ruth",
      to: ["me"],
      at: at(2016, 2, 12, 9, 5),
      text: "I am sorry to hear that. Please send photographs, and keep any receipts for the first repairs; the insurance needs both.\n\n> last night's storm took part of the roof\n> and we would like to report the damage\n> under policy 5530-11.\n>\n> Nora Lindqvist\n",
    },
    {
      from: "me",
      to: ["ruth"],
      cc: ["karl"],
      at: at(2016, 2, 29, 17, 48),
      files: ["IMG_2231.jpg", "IMG_2232.jpg", "ceiling-east.jpg"],
      text: "Five pictures are attached. The two last ones show the kitchen ceiling from below.",
      missing: ["The end of the attachment ceiling-east.jpg, about 40 KB, could not be read."],
    },
    {
      from: "karl",
      to: ["ruth"],
      cc: ["me"],
      at: at(2016, 3, 4, 11, 2),
      text: "The roofers have put a sheet over the hole. It holds, but not for long.",
    },
    {
      from: "ruth",
      to: ["me"],
      cc: ["karl"],
      at: at(2016, 3, 14, 10, 42),
      files: ["Report-88-2041.pdf", "Settlement.xlsx", "ceiling-east.jpg"],
      remote: 2,
      html: reportPage,
      text: "Dear customer,\n\nI attach the assessor's report. In short: the insurance will cover the slates, the battens and the ceiling of the kitchen, but not the gutter, which was in poor condition before the storm.\n\nIf you agree with the figures on page 3, please sign and return the last page by the end of the month. The payment then follows within ten days.\n\nWith kind regards,\nRuth Alder\nFairmount Mutual",
    },
  ],
};

const one = (
  from: string,
  subject: string,
  text: string,
  more: Partial<SampleMessage> = {},
): SampleConversation => ({
  subject,
  messages: [{ from, to: ["me"], text, ...more }],
});

export const CONVERSATIONS: SampleConversation[] = [
  one(
    "ruth",
    "Re: Photos of the roof",
    "Thank you, these are very clear. Could you also send the ones from the east side?",
  ),
  {
    subject: "Quote for roof light, second version",
    messages: [
      {
        from: "me",
        to: ["marten"],
        text: "Could you make the same offer with the smaller roof light? The insurance pays for 80 × 80 only.",
      },
      {
        from: "marten",
        to: ["me"],
        files: ["Quote-2016-117.pdf"],
        text: "Please find our offer, valid until the end of April. The insurance number is on page 2.\n\nOn Monday Nora Lindqvist wrote:\n> Could you make the same offer with the smaller roof light?\n> The insurance pays for 80 × 80 only.\n>\n> Nora\n> Lindqvist Roofs\n> Harbour Street 4\n",
      },
    ],
  },
  one(
    "karl",
    "Who pays what",
    "I put it into a table so that we can talk about it on Friday. Roof, gutters, scaffold.",
    {
      files: ["Costs.xlsx"],
      missing: ["The end of the message, about 4 KB, could not be read."],
    },
  ),
  {
    subject: "Delivery before the roof works",
    messages: [
      {
        from: "cafe",
        to: ["me"],
        text: "No problem on our side, the van can stop at the back entrance if it comes before nine.",
      },
      { from: "me", to: ["cafe"], text: "Perfect, we will be there at half past seven. Coffee is on us." },
    ],
  },
  one(
    "town",
    "Permit 2015/771",
    "The permit for work on the roof is granted under the following conditions: no noise before 7, no crane on market days.",
    {
      files: ["Permit-771.pdf"],
    },
  ),
  {
    subject: "Dachrinne und Blechabdeckung – Rückfrage",
    messages: [
      {
        from: "joerg",
        to: ["me"],
        cc: ["karl"],
        files: ["Angebot Dachrinne Größe M.docx"],
        text: "Grüße aus Füssen! Anbei das geänderte Angebot für die Dachrinne; die Blechabdeckung liefern wir erst im März.",
      },
      { from: "me", to: ["joerg"], text: "Danke, Jörg. March is fine. We pay for the gutter when it hangs." },
      {
        from: "joerg",
        to: ["me"],
        text: "Abgemacht, die Blechabdeckung kommt im März. Schöne Feiertage!\n\n> Danke, Jörg. March is fine.\n> We pay for the gutter when it hangs.\n>\n> Nora Lindqvist\n> Harbour Street 4\n> Jörg: bitte Rechnung in zwei Teilen\n",
      },
    ],
  },
  one(
    "mei",
    "瓦片样品和报价 (samples of tiles)",
    "您好，附件是三种瓦片的样品照片和报价单。Shipping takes five weeks from Taipei; the dark red one is in stock.",
    {
      files: ["报价单-2018.pdf", "样品照片.zip"],
      extra: ["Measurements.eml", "陈美玲.vcf", "Visit.ics", "Notes.txt", "Catalogue.html"],
    },
  ),
  one(
    "lukasz",
    "Zdjęcia z budowy",
    "Cześć Nora, the pictures from the site. Śnieg was faster than we were, the north side waits until spring.",
    {
      files: ["dach-północ.jpg", "dach-południe.jpg"],
      html: quotingPage,
    },
  ),
  {
    subject: "Terrace roof, final invoice",
    messages: [
      {
        from: "pier",
        to: ["me"],
        text: "Our bookkeeper asks for the invoice of the terrace roof with the tax shown apart.",
      },
      {
        from: "me",
        to: ["pier"],
        files: ["Invoice-2019-044.pdf"],
        text: "Here it is again, with the tax in a line of its own. Thank you for the fast payment of the first half.\n\nNora\n\n-----Original Message-----\nFrom: North Pier Hotel\nSent: Monday\nTo: Nora Lindqvist\nSubject: Terrace roof, final invoice\n\nOur bookkeeper asks for the invoice of the terrace roof with the tax shown apart.\n",
      },
    ],
  },
  one(
    "weekly",
    "Roofer's Weekly: five ways to keep the rain out",
    "This week: five ways to keep the rain out, a test of nail guns, and what the new rules for scaffolds mean for you.",
    {
      html: weeklyPage,
      remote: 7,
    },
  ),
  one(
    "bank",
    "Your account needs attention",
    "Dear customer, please open the attached form to keep your account.",
    { files: ["Form.pdf.exe"] },
  ),
  one(
    "nobody",
    "Papers for 2017",
    "Please bring the bank statements, the two invoices from March and the lease of the van.\n\nThe office is closed on Fridays.",
  ),
  one("karl", "Site meeting North Pier", "Thursday 9:00, entrance on the harbour side. Bring the drawings.", {
    kind: "appointment",
    files: ["meeting.ics"],
  }),
  {
    subject: "",
    messages: [
      {
        from: "karl",
        to: [],
        unknown: true,
        text: "Only the recipients and a picture were left.",
        missing: [
          "Sender, subject and date could not be read.",
          "The beginning of the text, about 2 KB, could not be read.",
        ],
      },
    ],
  },
];

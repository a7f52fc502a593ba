import { describe, expect, it } from "vitest";
import { foldQuotes } from "../src/lib/reader/htmlQuotes";
import { blocks, isForward, isIntroduction } from "../src/lib/reader/quotes";

const plain = (text: string) => [{ text, hit: false }];
/** The blocks of a text, each as its first line. Quoted blocks begin with a `|`. */
const shown = (text: string, forwarded = false) =>
  blocks(plain(text), forwarded).map(
    ({ quoted, segments }) => (quoted ? "|" : "") + (segments[0]?.text.trimStart().split("\n")[0] ?? ""),
  );

describe("the quoted part of a plain text", () => {
  it.each([
    ["Yes.\n-----Original Message-----\nFrom: Ruth\n\nMay we?", ["Yes.", "|-----Original Message-----"]],
    ["Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: Ruth\n", ["Ja.", "|-----Ursprüngliche Nachricht-----"]],
    [
      "Yes.\n\nFrom: Ruth Alder\nSent: Monday, 14 March 2016\nTo: Nora\nSubject: Roof\n\nMay we?",
      ["Yes.", "|From: Ruth Alder"],
    ],
    [
      "Ja.\n\nVon: Ruth Alder\nGesendet: Montag, 14. März 2016\nAn: Nora\nBetreff: Dach\n\nDürfen wir?",
      ["Ja.", "|Von: Ruth Alder"],
    ],
    ["Yes.\n\nOn Monday Ruth Alder wrote:\nMay we?\n", ["Yes.", "|On Monday Ruth Alder wrote:"]],
    [
      "Ja.\n\nAm 14.03.2016 um 10:42 schrieb Ruth Alder:\n> Dürfen wir?\n",
      ["Ja.", "|Am 14.03.2016 um 10:42 schrieb Ruth Alder:"],
    ],
    [
      "Yes.\n\nOn Monday, 14 March 2016, Ruth Alder <claims@fairmount.example>\nwrote:\n> May we?\nBye.\n",
      ["Yes.", "|On Monday, 14 March 2016, Ruth Alder <claims@fairmount.example>", "Bye."],
    ],
    [
      "Yes.\n----- Original Message -----\nFrom: Ruth\nTo: Nora\n\n> May we?\n\nOf course.\n",
      ["Yes.", "|----- Original Message -----", "Of course."],
    ],
    [
      "Yes.\n> -----Original Message-----\n> May we?\nOf course.",
      ["Yes.", "|> -----Original Message-----", "Of course."],
    ],
    ["Hello,\nOn Monday Ruth wrote:\n--] May we?\nYes.", ["Hello,"]],
    ["From: the roof, you see the sea.\nTo me, it is grey.", ["From: the roof, you see the sea."]],
    ["On Monday we meet:\nRuth, Karl and I.", ["On Monday we meet:"]],
  ])("%j", (text, expected) => expect(shown(text)).toEqual(expected));

  it("is not collapsed if the message has no other text", () => {
    expect(shown("\n-----Original Message-----\nFrom: Ruth\n\nMay we?")).toEqual([
      "",
      "-----Original Message-----",
    ]);
    expect(shown("> May we?\n> Ruth")).toEqual(["> May we?"]);
  });

  it("is known as forwarded by its separator or by the subject", () => {
    const text =
      "FYI\n---------------------- Forwarded by Karl on 03/14/2016 ----------------------\nMay we?";
    expect(blocks(plain(text)).map(({ forwarded }) => forwarded)).toEqual([false, true]);
    const other = plain("FYI\n-----Original Message-----\nMay we?");
    expect(blocks(other, true).at(-1)?.forwarded).toBe(true);
    expect(blocks(other).at(-1)?.forwarded).toBe(false);
    expect(["Fw: a", "FWD: a", "WG: a", "Re: Fw: a", "Forward"].map(isForward)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("is introduced only by a short line", () => {
    expect(isIntroduction("On Monday Ruth wrote:")).toBe(true);
    expect(isIntroduction(`On ${"x".repeat(500)} wrote:`)).toBe(false);
  });
});

describe("the quoted part of a formatted message", () => {
  const folded = (html: string, forwarded = false) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    foldQuotes(page, forwarded);
    foldQuotes(page, forwarded);
    return [...page.querySelectorAll("details")].map(
      (part) => `${part.open ? "open" : "closed"}: ${part.textContent?.replace("Quoted text", "").trim()}`,
    );
  };

  it.each([
    [
      "<p>Yes.</p><div class=gmail_quote>Ruth: <blockquote class=gmail_quote>May we?</blockquote></div>",
      ["closed: Ruth: May we?"],
    ],
    [
      "<p>Yes.</p><p>On Monday Ruth wrote:</p><blockquote>May we?</blockquote><p>Bye</p>",
      ["closed: May we?"],
    ],
    [
      "<p>Yes.</p><blockquote><div>Am Montag schrieb Ruth:</div>Dürfen wir?</blockquote>",
      ["closed: Am Montag schrieb Ruth:Dürfen wir?"],
    ],
    ["<p>As Ruth says:</p><blockquote>Always.</blockquote>", []],
    [
      "<div class=W><p>Yes.</p><div><div style='border-top:1px solid'><p><b>From:</b> Ruth<br><b>Sent:</b> Monday<br><b>To:</b> Nora<br><b>Subject:</b> Roof</p></div></div><p>May we?</p></div>",
      ["closed: From: RuthSent: MondayTo: NoraSubject: RoofMay we?"],
    ],
    [
      "Yes.<br>-----Original Message-----<br>From: Ruth<br>May we?",
      ["closed: -----Original Message-----From: RuthMay we?"],
    ],
    [
      "<p>Yes.</p><hr><p>Von: Ruth<br>Gesendet: Montag<br>An: Nora</p>",
      ["closed: Von: RuthGesendet: MontagAn: Nora"],
    ],
    ["<style>p{color:red}</style><div class=gmail_quote>May we?</div>", []],
    ["<div><p><b>From:</b> Ruth<br><b>Sent:</b> Monday<br><b>To:</b> Nora</p><p>May we?</p></div>", []],
    ["<p>Yes.</p><div class=gmail_quote>May <mark>we</mark>?</div>", ["open: May we?"]],
    ["<table><tr><td>Yes.</td></tr><tr><td>From: Ruth<br>Sent: x<br>To: y</td></tr></table>", []],
  ])("%s", (html, expected) => expect(folded(html)).toEqual(expected));

  it("stays open if the message forwards it", () => {
    const html = "<p>FYI</p><div class=gmail_quote>May we?</div>";
    expect(folded(html, true)).toEqual(["open: May we?"]);
  });
});

/**
 * The formats that Foundmail knows. Generated from the table in `crates/import/src/formats/mod.rs`. The test
 * `crates/import/tests/lists.rs` checks this file, and its first comment explains how to write the file.
 */
export interface Format {
  /** The identifier of the format in reports. */
  name: string;
  /** A noun phrase for a source of this format. */
  label: string;
  shape: "mailbox" | "message" | "container" | "folder";
  /** Extensions without the dot. */
  extensions: string[];
  /** False for calendars and address books. */
  hasMail: boolean;
}

// prettier-ignore
export const formats: Format[] = [
  { name: "msg", label: "single Outlook item", shape: "message", extensions: ["msg", "oft"], hasMail: true },
  { name: "olm", label: "Outlook for Mac export", shape: "mailbox", extensions: ["olm"], hasMail: true },
  { name: "zip", label: "ZIP archive", shape: "container", extensions: ["zip"], hasMail: true },
  { name: "gzip", label: "packed file", shape: "container", extensions: ["tar.gz", "tgz", "gz"], hasMail: true },
  { name: "tar", label: "TAR archive", shape: "container", extensions: ["tar"], hasMail: true },
  { name: "ost", label: "Outlook's local copy", shape: "mailbox", extensions: ["ost"], hasMail: true },
  { name: "pst", label: "Outlook data file", shape: "mailbox", extensions: ["pst"], hasMail: true },
  { name: "tnef", label: "single Outlook item", shape: "message", extensions: [], hasMail: true },
  { name: "dbx", label: "Outlook Express mailbox", shape: "mailbox", extensions: [], hasMail: true },
  { name: "ics", label: "calendar", shape: "mailbox", extensions: ["ics", "ical", "ifb", "icalendar"], hasMail: false },
  { name: "vcf", label: "address book", shape: "mailbox", extensions: ["vcf", "vcard"], hasMail: false },
  { name: "emlx", label: "single message", shape: "message", extensions: ["emlx"], hasMail: true },
  { name: "mbox", label: "MBOX mailbox", shape: "mailbox", extensions: ["mbox", "mbx"], hasMail: true },
  { name: "eml", label: "single message", shape: "message", extensions: ["eml"], hasMail: true },
  { name: "maildir", label: "Maildir folder", shape: "folder", extensions: [], hasMail: true },
  { name: "mh", label: "MH folder", shape: "folder", extensions: [], hasMail: true },
  { name: "thunderbird", label: "Thunderbird profile", shape: "folder", extensions: [], hasMail: true },
  { name: "apple_mail", label: "Apple Mail folder", shape: "folder", extensions: [], hasMail: true },
  { name: "folder", label: "folder", shape: "folder", extensions: [], hasMail: true },
];

import type { FoundMailbox } from "../../bindings/FoundMailbox";

/** Returns the mailboxes that a search of a made-up computer finds. */
export const foundMailboxes = (): FoundMailbox[] => [
  {
    path: "C:\\Users\\Nora\\AppData\\Local\\Microsoft\\Outlook\\nora@lindqvist.example.ost",
    format: "ost",
    program: "Outlook",
    size: 5_310_000_000,
    modified: "2026-03-02T17:20:00Z",
    may_be_partial: true,
  },
  {
    path: "C:\\Users\\Nora\\Documents\\Outlook Files\\office.pst",
    format: "pst",
    program: "Outlook",
    size: 2_400_000_000,
    modified: "2024-11-18T08:05:00Z",
    may_be_partial: false,
  },
  {
    path: "C:\\Users\\Nora\\AppData\\Roaming\\Thunderbird\\Profiles\\x3k9.default",
    format: "thunderbird",
    program: "Thunderbird",
    size: 412_000_000,
    modified: "2019-06-30T19:44:00Z",
    may_be_partial: false,
  },
  {
    path: "C:\\Users\\Nora\\Downloads\\offer.eml",
    format: "eml",
    program: "",
    size: 48_200,
    modified: "2025-01-09T10:12:00Z",
    may_be_partial: false,
  },
];

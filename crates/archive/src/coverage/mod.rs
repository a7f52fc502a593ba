//! Shows the mail of each source by month, and names the places where mail is probably missing.
//!
//! `mail` reads the dates, folders and senders of a source. The other modules decide, without reading anything:
//!
//! - `stretches`: a month or longer without received messages, compared with the same time in other years (`season`)
//!   and with the usual pauses (`rhythm`).
//! - `folder_end`: a folder that ends while the rest of the mailbox goes on.
//! - `people`: people who wrote every week and stop at the same time.
//! - `whole_mailbox`: sent mail without received mail, the reverse, and mailboxes that begin a year before their end.
//! - `named`: messages to which others refer, but that are in no source.
//!
//! Memory holds a day and a hash for each message. A report never claims that something is missing where a mailbox
//! has only little mail.

mod calendar;
mod days;
mod folder_end;
mod gaps;
mod mail;
mod named;
mod people;
mod report;
mod rhythm;
mod run;
mod season;
mod stretches;
#[cfg(test)]
mod tests;
mod whole_mailbox;

pub use report::{Certainty, Coverage, CoverageGap, CoverageMonth, GapKind, NamedMonth, SourceCoverage};

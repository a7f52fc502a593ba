//! Whole-program tests of the command line and the real window. They use made-up mail, and real mailboxes from npm
//! packages. `cargo xtask test` builds and downloads everything that they need.

mod calendars;
mod command_line;
mod comparing;
mod completeness;
mod copies;
mod damaged;
mod exported_entries;
mod faults;
mod mbox;
mod outlook;
mod pages;
mod pdf;
mod pdf_mail;
mod program;
mod read_archive;
mod removal;
mod resume;
mod round_trips;
mod second_opinions;
mod sources;
mod trust;
mod window;
mod written;

//! Writes messages to one archival PDF file.
//!
//! [`PdfWriter`] receives messages one at a time. In the plain layout, it draws their header fields and text with the
//! libraries parley and krilla. With a [`PagePrinter`], messages with HTML look as in the window: the printer prints them in
//! jobs, and the writer compares the text of the printed pages with the message and restores links and JPEG pictures. It copies
//! finished pages into the file, some at a time. Therefore memory does not grow with the number of messages. Finally it writes
//! a cover, an index with page numbers, bookmarks, page labels, and the list of embedded files. This crate does not depend on
//! the archive: its caller provides all texts and bytes.
//!
//! ```
//! use foundmail_pdf::{Fonts, Paper, PdfMessage, PdfOptions, PdfWriter};
//!
//! # fn main() -> Result<(), foundmail_pdf::PdfError> {
//! let options = PdfOptions {
//!     title: "Roof claim 2016".to_owned(),
//!     paper: Paper::A4,
//!     created: chrono::DateTime::UNIX_EPOCH,
//!     bates: None,
//!     front: true,
//!     archival: true,
//!     ea_pdf: false,
//! };
//! let mut writer = PdfWriter::new(Vec::new(), Fonts::of_this_computer()?, options)?;
//! let message = PdfMessage { subject: "Roof".to_owned(), text: "Hello".to_owned(), ..PdfMessage::default() };
//! writer.add_message(message)?;
//! let (bytes, summary) = writer.finish(&[("Messages".to_owned(), "1".to_owned())])?;
//! assert!(bytes.starts_with(b"%PDF-1.7"));
//! assert_eq!((summary.messages[0].first, summary.messages[0].last), (1, 1));
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]

mod address;
mod appendix;
mod attached;
mod base;
mod bookmarks;
mod bundle;
mod clusters;
mod copy;
mod ea;
mod error;
mod escape;
mod files;
mod finish;
mod flow;
mod fonts;
mod front;
mod inspect;
mod labels;
mod link;
mod message;
mod options;
mod outline;
mod pages;
mod paragraph;
mod plain;
mod printer;
mod queue;
mod sheet;
mod sink;
mod web;
mod writer;
mod xmp;

pub use appendix::Appendix;
pub use ea::MailFacts;
pub use error::PdfError;
pub use files::{EmbeddedFile, FileEntry, Relation};
pub use fonts::Fonts;
pub use message::{Layout, MessagePages, PdfMessage};
pub use options::{Bates, BatesError, PdfOptions};
pub use printer::{PagePrinter, PageSize, PrintError};
pub use sheet::Paper;
pub use writer::{PdfSummary, PdfWriter};

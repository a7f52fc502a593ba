//! Writes messages to one archival PDF file.
//!
//! [`PdfWriter`] receives messages one at a time and shows their header fields and text. It lays out and draws
//! some pages at a time, with the libraries parley and krilla, and copies them into the file. Therefore memory
//! does not grow with the number of messages. Finally it writes a cover, an index with page numbers, bookmarks,
//! page labels, and the list of embedded files. This crate does not depend on the archive: its caller provides all
//! texts and bytes.
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
//!     archival: true,
//! };
//! let mut writer = PdfWriter::new(Vec::new(), Fonts::of_this_computer()?, options)?;
//! writer.add_message(&PdfMessage { subject: "Roof", text: "Hello", ..PdfMessage::default() })?;
//! let (bytes, summary) = writer.finish(&[("Messages".to_owned(), "1".to_owned())])?;
//! assert!(bytes.starts_with(b"%PDF-1.7"));
//! assert_eq!(summary.messages, [(1, 1)]);
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]

mod copy;
mod error;
mod files;
mod flow;
mod fonts;
mod front;
mod labels;
mod outline;
mod paragraph;
mod plain;
mod sheet;
mod sink;
mod writer;
mod xmp;

pub use error::PdfError;
pub use files::{EmbeddedFile, FileEntry, Relation};
pub use fonts::Fonts;
pub use plain::PdfMessage;
pub use sheet::Paper;
pub use writer::{Bates, PdfOptions, PdfSummary, PdfWriter};

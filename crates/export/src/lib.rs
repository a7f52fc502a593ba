//! Exports messages as files for other programs, together with a manifest.
//!
//! [`FORMATS`] is the table of all formats. An [`ExportFormat`] describes one of them and creates its exporter, which writes
//! files. An [`Export`] is one run: it passes each [`ExportMessage`] to the exporter. The manifest beside the files lists each
//! message with its SHA-256 digest and its missing parts, and an [`ExportSummary`] has the sums: chosen messages = written
//! messages + exceptions. [`verify_export`] compares a finished export with its manifest. No file is ever overwritten, and a
//! failed export leaves no file.
//!
//! This crate does not depend on the archive. Its caller implements [`MessageContent`], which reads the parts of a
//! message that only some formats need.
//!
//! To add a format, write a module with a constant `FORMAT`, and add one line to `FORMATS` (`formats.rs`).
//!
//! ```
//! use std::io::Write;
//!
//! use foundmail_export::{
//!     AttachmentText, Export, ExportError, ExportMessage, ExportOptions, MessageContent, WriteBytes, format_named,
//! };
//!
//! struct Content;
//!
//! impl MessageContent for Content {
//!     fn bytes(&self) -> Result<Box<WriteBytes<'_>>, ExportError> {
//!         Ok(Box::new(|out| out.write_all(b"Subject: Roof claim\n\nThe roof leaks.\n")))
//!     }
//!     fn attachment(&self, _attachment: usize, _out: &mut dyn Write) -> Result<(), ExportError> {
//!         Ok(())
//!     }
//!     fn attachment_text(&self, _attachment: usize) -> Result<AttachmentText, ExportError> {
//!         Ok(AttachmentText::default())
//!     }
//! }
//!
//! let dir = tempfile::tempdir()?;
//! let target = dir.path().join("claim.mbox");
//! let mut export = Export::create(format_named("mbox").unwrap(), &target, ExportOptions::default())?;
//! export.write(&ExportMessage { id: 7, subject: "Roof claim".to_owned(), ..ExportMessage::new(&Content) })?;
//! let summary = export.finish()?;
//! assert_eq!((summary.chosen, summary.written), (1, 1));
//! assert!(std::fs::read_to_string(&target)?.ends_with("The roof leaks.\n\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod attachments;
mod cell;
mod content_lines;
mod digest_writer;
mod documents;
mod embedded;
mod eml;
mod empty_folder;
mod error;
mod export;
mod exporter;
mod formats;
mod html;
mod ics;
mod list;
mod maildir;
mod manifest;
mod mbox;
mod message;
mod message_name;
mod options;
mod output;
mod pdf;
mod pdf_choices;
mod pst;
mod save_new;
mod target;
mod vcf;
mod verify;

pub use empty_folder::EmptyFolder;
pub use error::ExportError;
pub use export::Export;
pub use exporter::{ExportFormat, ItemFacts};
pub use formats::{FORMATS, format_named};
pub use foundmail_pdf::{Bates, BatesError, PagePrinter, PageSize, Paper, PrintError};
pub use manifest::{
    AttachmentException, AttachmentSummary, Exception, ExportSummary, ManifestAttachment, ManifestEntry,
    ManifestOccurrence, rfc3339,
};
pub use message::{
    AttachmentText, ExportAttachment, ExportMessage, HtmlBody, MessageContent, Occurrence, WriteBytes,
};
pub use options::{
    AttachmentFolders, Copies, ExportOptions, ExportSource, ListOptions, Order, Preset, TimeZone,
    UnknownTimeZone, VcardVersion,
};
pub use output::{ExportedFile, file_digest};
pub use pdf_choices::{AttachmentPlace, PdfChoices};
pub use pst::guide_name;
pub use save_new::save_new;
pub use target::TargetKind;
pub use verify::{ExportProblem, VerifiedExport, verify_export};

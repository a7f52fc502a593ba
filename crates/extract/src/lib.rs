//! Extracts plain text from attachments, so that it can be searched.
//!
//! The crate reads PDF, OpenDocument, the formats of Word, Excel and PowerPoint, RTF, HTML, text, calendars,
//! contact cards and messages. It also reads the files inside ZIP and gzip files.
//!
//! - [`text_of`] reads a file in this process, within [`ExtractionLimits`], and returns [`Extracted`] or a [`Failure`].
//! - [`ChildPool`] reads files in child processes. If a malicious file makes a process hang, crash or run out of
//!   memory, only the text of this file is lost.
//! - [`ChildProcess::picture_of`] draws a page of a PDF file, also in a child process.
//! - [`preview_of`] returns the content of a file as the window can show it; [`contained_of`] and [`message_of`] take files
//!   and messages out of other files.
//! - [`FileKind::of`] detects the kind of a file.
//!
//! The crate does not depend on the archive or the search index.
//!
//! ```
//! use foundmail_extract::{ExtractionLimits, FileKind, Input, text_of};
//!
//! let input = Input { name: "note.html", media_type: "text/html", bytes: b"<html><p>The <b>roof</b> is gone" };
//! let extracted = text_of(&input, &ExtractionLimits::default())?;
//! assert_eq!(extracted.kind, FileKind::Html);
//! assert_eq!(extracted.texts[0].text, "The roof is gone");
//! # Ok::<(), foundmail_extract::Failure>(())
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod budget;
mod bytes;
mod charset;
mod child;
mod content_lines;
mod detect;
mod extracted;
mod extraction;
mod file_kind;
mod html;
mod input;
mod limits;
mod odf;
mod ole;
mod ooxml;
mod pdf;
mod picture;
mod pool;
mod preview;
mod protocol;
mod sandbox;
mod table;
mod text_writer;
mod xml;
mod zip;

pub use child::{ChildProcess, ChildProgram, run_as_child_if_requested};
pub use extracted::{Extracted, ExtractedText, Failure, FailureReason, Loss};
pub use extraction::text_of;
pub use file_kind::FileKind;
pub use input::{Input, InputFile};
pub use limits::ExtractionLimits;
pub use picture::{PagePicture, PageRequest, picture_of};
pub use pool::{ChildPool, PendingText};
pub use preview::{
    ArchiveEntry, ContainedFile, Fields, FilePreview, LabelledValue, contained_of, message_of, preview_of,
};
pub use table::Table;

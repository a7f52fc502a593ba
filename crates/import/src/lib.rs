//! Reads mail from files, folders and archives of files, and passes each item to a [`Sink`].
//!
//! - [`FORMATS`] lists every [`Format`]: its name, the rule that detects it, and its reader. [`detect`] compares the content of a
//!   file with these rules; its name counts only where the content does not decide.
//! - [`source_of`] describes a file or folder as a [`Source`] without reading its items. Its [`Stamp`] shows a later change.
//! - [`read`] reads a source and pushes a [`Finding`] for each folder, item, file without mail, and defect. A [`SourceItem`]
//!   contains an RFC 5322 message as [`RawMessage`]: in memory, or as a [`Passage`] of the source if it is large.
//! - [`find()`] looks for mailboxes on a computer, and [`find_under`] in a folder. Each is a [`FoundFile`].
//! - [`inspect_outlook`] counts the items of a PST or OST and lists its damage.
//!
//! A source is opened for reading only. Damage never ends the reading: it is pushed as a defect, and the next item follows.
//! [`ImportError`] means that a source could not be opened at all.
//!
//! The crate does not know the archive: the sink decides which items are read and stores them. It does not parse the text of
//! messages either; that is the task of the crate `mail`.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use foundmail_import::{Finding, Sink, read, source_of};
//!
//! struct Positions(Vec<String>);
//!
//! impl Sink for Positions {
//!     fn push(&mut self, finding: Finding) -> ControlFlow<()> {
//!         if let Finding::Item(item) = finding {
//!             self.0.push(item.position);
//!         }
//!         ControlFlow::Continue(())
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dir = tempfile::tempdir()?;
//! let path = dir.path().join("mail");
//! std::fs::write(&path, "From ruth@x.example Thu Jan  1 00:00:00 2009\nFrom: ruth@x.example\nSubject: Roof\n\nIt is gone.\n")?;
//!
//! let source = source_of(&path)?;
//! assert_eq!(source.format.name, "mbox");
//! let mut positions = Positions(Vec::new());
//! read(&source, &mut positions)?;
//! assert_eq!(positions.0.len(), 1);
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod archives;
mod components;
mod composed;
mod content;
mod detect;
mod error;
mod file_tree;
mod find;
mod format;
mod formats;
mod inspect;
mod limits;
mod loss;
mod mail_text;
mod other_file;
mod part_files;
mod passage;
mod probe;
mod read;
mod sink;
mod source;
mod source_file;
mod spool;
mod stamp;
#[cfg(test)]
mod test_sink;
mod unpack;
mod walk;

pub use error::ImportError;
pub use find::{Bounds, FoundFile, MailLocations, find, find_under};
pub use format::{Format, Shape};
pub use formats::pst::DELETED_ITEMS;
pub use formats::{ALL as FORMATS, format_named};
pub use inspect::{Damage, FolderCount, Inspection, inspect_outlook};
pub use other_file::{OtherFile, OtherFileKind};
pub use passage::{Passage, RawMessage};
pub use read::{detect, read, source_of};
pub use sink::{Finding, ItemHint, Sink, SourceFolder, SourceItem};
pub use source::{Source, Stamp};

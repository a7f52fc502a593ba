//! Reads mail from files, folders and archive files (ZIP and TAR), and passes each item to a [`Sink`].
//!
//! - [`FORMATS`] lists every [`Format`] with its name, the rule that detects it, and its reader. [`detect`]
//!   applies these rules to the content of a file. The name of the file decides only if the content does not.
//! - [`source_of`] returns the [`Source`] for a file or folder, without reading the items. The [`Stamp`] of a
//!   source serves to detect later changes.
//! - [`read`] reads a source and pushes a [`Finding`] for each folder, item, file without mail, and defect. A [`SourceItem`]
//!   contains an RFC 5322 message as [`RawMessage`]: in memory, or as a [`Passage`] of the source if it is large.
//! - [`find()`] searches a computer for mailboxes, and [`find_under`] searches a folder. Both return
//!   [`FoundFile`]s.
//! - [`inspect_outlook`] counts the items of a PST or OST and lists its defects.
//!
//! A source is opened for reading only. Damage to an item does not end the reading: the reader pushes a defect and
//! continues with the next item. [`ImportError`] means that a source could not be opened, or that a read error
//! prevents reading the rest of a file.
//!
//! This crate does not depend on the archive: the sink decides which items are read, and stores them. This crate
//! does not parse the text of messages either; the crate `mail` does.
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
pub use find::{Bounds, FoundFile, FoundFiles, MailLocations, find, find_under};
pub use format::{Format, Shape};
pub use formats::pst::DELETED_ITEMS;
pub use formats::{ALL as FORMATS, format_named};
pub use inspect::{Damage, FolderCount, Inspection, inspect_outlook};
pub use other_file::{OtherFile, OtherFileKind};
pub use passage::{Passage, RawMessage};
pub use read::{detect, read, source_of};
pub use sink::{Finding, ItemHint, Sink, SourceFolder, SourceItem};
pub use source::{Source, Stamp};

//! Finds mail in files, folders and archives of files, and pushes it to a [`Sink`].

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

//! Finds mail in files, folders and archives of files. What a file is, is told by its content, not by its name; one module
//! a format, each of which pushes folders, items and defects to a [`Sink`]. Sources are opened read-only and never changed.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod composed;
mod content;
mod detect;
mod eml;
mod emlx;
mod error;
mod find;
mod inspect;
mod loss;
mod mbox;
mod olm;
mod other;
mod outlook;
mod packed;
mod passage;
mod people;
mod read;
mod single;
mod sink;
mod spool;
mod stamp;
#[cfg(test)]
mod test_sink;
mod text;
mod walk;

pub use detect::{Format, detect};
pub use error::ImportError;
pub use find::{Bounds, FoundFile, Places, find, find_under};
pub use inspect::{Damage, FolderCount, Inspection, inspect_outlook};
pub use other::{Other, OtherKind};
pub use outlook::DELETED_ITEMS;
pub use passage::{Passage, Raw};
pub use read::{Source, read, source_of};
pub use sink::{Folder, Found, Hint, Item, Sink};
pub use stamp::Stamp;

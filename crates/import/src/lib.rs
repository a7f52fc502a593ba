//! Finds mail in files and folders. What a file is, is told by its content, not by its name; one module a format,
//! each of which pushes folders, items and defects to a [`Sink`]. Sources are opened read-only and never changed.

#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used
    )
)]

mod composed;
mod detect;
mod eml;
mod error;
mod inspect;
mod mbox;
mod olm;
mod outlook;
mod people;
mod read;
mod single;
mod sink;
mod stamp;
mod tree;

pub use detect::{Format, detect};
pub use error::ImportError;
pub use inspect::{Damage, FolderCount, Inspection, inspect_outlook};
pub use read::{Source, read, source_of};
pub use sink::{Folder, Found, Hint, Item, Sink};
pub use stamp::Stamp;

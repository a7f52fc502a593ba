//! Hands messages over to other programs, each time with a manifest that lists every message with its digest and what
//! is missing of it. Never overwrites a file.

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

mod eml;
mod error;
mod manifest;
mod mbox;
mod new_file;

use foundmail_mail::{Framing, Person};

pub use eml::EmlWriter;
pub use error::ExportError;
pub use manifest::{Manifest, ManifestEntry};
pub use mbox::MboxWriter;
pub use new_file::save_new;

/// A message to be handed over.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id in the archive.
    pub id: u32,
    /// Its bytes as they came.
    pub raw: Vec<u8>,
    /// How they were framed.
    pub framing: Framing,
    /// Its subject.
    pub subject: String,
    /// Who wrote it.
    pub from: Option<Person>,
    /// `Message-ID`.
    pub message_id: Option<String>,
    /// Seconds since 1970.
    pub date: Option<i64>,
    /// The separator line before it in the MBOX that it came from.
    pub separator: Option<String>,
    /// What is missing of it, a sentence each.
    pub missing: Vec<String>,
}

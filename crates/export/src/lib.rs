//! Hands messages over to other programs, each time with a manifest that lists every message with its digest and what
//! is missing of it. Never overwrites a file.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod bulk;
mod eml;
mod error;
mod manifest;
mod mbox;
mod new_file;
mod written;

use std::io::{self, Write};

use foundmail_mail::{Framing, FromLineWriter, Person};

pub use bulk::{BulkWriter, People, SearchDocument};
pub use eml::EmlWriter;
pub use error::ExportError;
pub use manifest::{Manifest, ManifestEntry};
pub use mbox::MboxWriter;
pub use new_file::save_new;

/// Writes bytes, however many they are.
pub type WriteBytes<'m> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'm;

/// A message to be handed over.
pub struct Message<'m> {
    /// Its id in the archive.
    pub id: u32,
    /// Writes its bytes as they came.
    pub write: Box<WriteBytes<'m>>,
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

impl Message<'_> {
    /// Writes its bytes; what was quoted for an MBOX is unquoted.
    fn write_plain(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.framing {
            Framing::Plain => (self.write)(out),
            Framing::Mbox => {
                let mut unquoting = FromLineWriter::unquoting(out);
                (self.write)(&mut unquoting)?;
                unquoting.finish()
            }
        }
    }
}

//! Composes MAPI items into RFC 5322 messages, as described in [MS-OXCMAIL].
//!
//! The same item always gives the same bytes. The bytes contain no current time, no random number and no name of
//! the computer. The archive identifies stored messages by these bytes. Values that the item does not contain are
//! left out, never invented.
//!
//! The modules are layers, and each module uses only the modules before it in this list: `wire` writes and reads
//! text formats, `structures` reads binary structures, `people` finds names and addresses, `header`, `body` and
//! `attachment` compose the parts of a message, `kinds` adds the content of appointments, contacts and other
//! classes, and `message` combines everything.

mod attachment;
mod body;
mod header;
mod item_class;
mod item_properties;
mod kinds;
mod message;
pub(crate) mod people;
pub(crate) mod structures;
mod wire;

use std::io::{self, Write};

use foundmail_defect::Defect;

use crate::{Item, PartNumbers};
use wire::mime::MimeWriter;
use wire::output::Output;

pub use body::html::with_charset_utf8 as html_with_charset_utf8;
pub use item_class::ItemClass;
pub use message::remove_summary;
pub use structures::entry_id::one_off_entry_id;

/// A composed message.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The RFC 5322 message with CRLF line ends.
    pub raw: Vec<u8>,
    /// The class of the item.
    pub kind: ItemClass,
    /// The defects of the item and its attached items, including the defects that were found while composing.
    pub defects: Vec<Defect>,
    /// Number of attachments of the item itself, including the pictures in its text.
    pub attachments: u32,
    /// Number of these attachments that are not complete.
    pub unreadable_attachments: u32,
}

/// The result of [`compose_to`]. The other fields have the same meaning as in [`Composed`].
#[derive(Debug, Clone)]
pub struct ComposeReport {
    /// The class of the item.
    pub kind: ItemClass,
    /// The defects of the item and its attached items, including the defects that were found while composing.
    pub defects: Vec<Defect>,
    /// Number of attachments of the item itself, including the pictures in its text.
    pub attachments: u32,
    /// Number of these attachments that are not complete.
    pub unreadable_attachments: u32,
    /// The parts of the message that contain attachments.
    pub parts: PartNumbers,
}

/// Composes an item into a message. An unreadable value becomes a defect. All other values are kept.
pub fn compose(item: &Item) -> Composed {
    let mut raw = Vec::new();
    let (written, _) = write(item, &mut raw);
    let ComposeReport { kind, defects, attachments, unreadable_attachments, parts: _ } = written;
    Composed { raw, kind, defects, attachments, unreadable_attachments }
}

/// Composes an item into a writer. Attachments are copied in pieces, so only the properties and bodies are in memory.
///
/// # Errors
///
/// Returns the first error of `to`. An unreadable value is not an error. It becomes a defect.
pub fn compose_to(item: &Item, to: &mut dyn Write) -> io::Result<ComposeReport> {
    let (written, result) = write(item, to);
    result.map(|()| written)
}

fn write(item: &Item, to: &mut dyn Write) -> (ComposeReport, io::Result<()>) {
    let mut writer = MimeWriter::new(Output::new(to), message::write);
    message::write(&mut writer, item, 0);
    let written = ComposeReport {
        kind: ItemClass::of(item),
        defects: writer.defects,
        attachments: u32::try_from(item.attachments.len()).unwrap_or(u32::MAX),
        unreadable_attachments: writer.unreadable,
        parts: writer.parts,
    };
    (written, writer.out.finish())
}

#[cfg(test)]
mod tests;

//! A MAPI item as an RFC 5322 message, in the spirit of [MS-OXCMAIL].
//!
//! The same item always gives the same bytes: no current time, no chance, no name of this machine goes in. What the
//! item does not hold is left out rather than made up.

mod attachment;
mod body;
mod header;
mod item_class;
mod item_properties;
mod kinds;
mod message;
pub(crate) mod people;
mod structures;
mod wire;

use std::io::{self, Write};

use foundmail_defect::Defect;

use crate::Item;
use wire::mime::MimeWriter;
use wire::output::Output;

pub use item_class::ItemClass;

/// A composed message.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The message, RFC 5322 and MIME, with CRLF line ends.
    pub raw: Vec<u8>,
    /// What the item is in the owner's eyes.
    pub kind: ItemClass,
    /// The item's own defects, then those that were met on the way. Attached items' are among them.
    pub defects: Vec<Defect>,
    /// Attachments of the item itself, pictures of its text among them.
    pub attachments: u32,
    /// How many of those could not be read to their end.
    pub unreadable_attachments: u32,
}

/// What there is to say of a message that was written elsewhere; the fields are those of [`Composed`].
#[derive(Debug, Clone)]
pub struct ComposeReport {
    /// What the item is in the owner's eyes.
    pub kind: ItemClass,
    /// The item's own defects, then those that were met on the way. Attached items' are among them.
    pub defects: Vec<Defect>,
    /// Attachments of the item itself, pictures of its text among them.
    pub attachments: u32,
    /// How many of those could not be read to their end.
    pub unreadable_attachments: u32,
}

/// Composes the message. Never fails: what cannot be had becomes a defect, the rest is kept.
pub fn compose(item: &Item) -> Composed {
    let mut raw = Vec::new();
    let (written, _) = write(item, &mut raw);
    let ComposeReport { kind, defects, attachments, unreadable_attachments } = written;
    Composed { raw, kind, defects, attachments, unreadable_attachments }
}

/// Composes the message into a writer. Attachments go there from their file piece by piece, so their size does not
/// matter; only the item's properties and bodies lie in memory. Fails only where `to` does.
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
    };
    (written, writer.out.finish())
}

#[cfg(test)]
mod tests;

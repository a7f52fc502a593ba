//! A MAPI item as an RFC 5322 message, in the spirit of [MS-OXCMAIL].
//!
//! The same item always gives the same bytes: no current time, no chance, no name of this machine goes in. What the
//! item does not hold is left out rather than made up.

pub(crate) mod address;
mod attach;
mod attendee;
mod body;
mod bytes;
mod calendar;
mod card;
mod contact;
mod content_line;
pub(crate) mod directory;
mod entry_id;
mod event;
mod exceptions;
mod header;
mod html;
mod kind;
mod kinds;
mod list;
mod mac;
mod media_type;
mod message;
mod mime;
mod name;
mod objects;
mod ole;
mod out;
mod package;
mod people;
mod recurrence;
mod report;
mod shown;
mod smime;
mod state;
mod task;
mod text;
mod transfer;
mod transport;
mod uid;
mod verbatim;
mod verbs;
mod when;
mod zone;

use std::io::{self, Write};

use foundmail_defect::Defect;

use crate::Item;
use out::Out;

pub use kind::Kind;

/// A composed message.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The message, RFC 5322 and MIME, with CRLF line ends.
    pub raw: Vec<u8>,
    /// What the item is in the owner's eyes.
    pub kind: Kind,
    /// The item's own defects, then those that were met on the way. Attached items' are among them.
    pub defects: Vec<Defect>,
    /// Attachments of the item itself, pictures of its text among them.
    pub attachments: u32,
    /// How many of those could not be read to their end.
    pub unreadable_attachments: u32,
}

/// What there is to say of a message that was written elsewhere; the fields are those of [`Composed`].
#[derive(Debug, Clone)]
pub struct Written {
    /// What the item is in the owner's eyes.
    pub kind: Kind,
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
    let Written { kind, defects, attachments, unreadable_attachments } = written;
    Composed { raw, kind, defects, attachments, unreadable_attachments }
}

/// Composes the message into a writer. Attachments go there from their file piece by piece, so their size does not
/// matter; only the item's properties and bodies lie in memory. Fails only where `to` does.
pub fn compose_to(item: &Item, to: &mut dyn Write) -> io::Result<Written> {
    let (written, result) = write(item, to);
    result.map(|()| written)
}

fn write(item: &Item, to: &mut dyn Write) -> (Written, io::Result<()>) {
    let mut writer = mime::Writer::new(Out::new(to));
    message::write(&mut writer, item, 0);
    let written = Written {
        kind: Kind::of(item),
        defects: writer.defects,
        attachments: u32::try_from(item.attachments.len()).unwrap_or(u32::MAX),
        unreadable_attachments: writer.unreadable,
    };
    (written, writer.out.finish())
}

#[cfg(test)]
mod tests;

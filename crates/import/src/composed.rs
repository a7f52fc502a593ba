//! Converts MAPI items to items of a source, by composing messages from them.

use std::path::Path;

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, ItemKind};
use foundmail_mapi::{FileTime, Item as MapiItem, ReadError, compose_to, tags, write_properties};

use crate::sink::{ItemHint, SourceItem};
use crate::spool::Spool;

/// Composes a message from a MAPI item. An item that has no properties, no recipients and no attachments counts as
/// lost: the result contains no message bytes.
pub(crate) fn composed(folder: String, position: String, item: &MapiItem) -> SourceItem {
    let is_lost = item.props.is_empty() && item.recipients.is_empty() && item.attachments.is_empty();
    let mut spool = Spool::default();
    let mut defects = Vec::new();
    let mut properties = None;
    let (raw, kind) = match compose_to(item, &mut spool) {
        Ok(written) => {
            defects = written.defects;
            properties = (!is_lost).then(|| write_properties(item, &written.parts));
            ((!is_lost).then(|| spool.finish()), kind_of(written.kind))
        }
        // The only possible error is of the temporary file, for example because the disk is full.
        Err(error) => {
            let what =
                format!("The item is too large for memory, and no temporary file could be written: {error}");
            defects.push(Defect::new("message", what, Effect::ItemLost));
            (None, ItemKind::Mail)
        }
    };
    SourceItem {
        folder,
        position,
        raw,
        framing: Framing::Plain,
        composed: true,
        kind,
        defects,
        recovered: None,
        separator: None,
        hint: hint_of(item),
        properties,
    }
}

/// Returns the item of an Outlook file that was recognised but could not be read. The file counts as one damaged
/// item.
pub(crate) fn unreadable(path: &Path, folder: String, position: String, error: &ReadError) -> SourceItem {
    let subject = path.file_stem().map(|name| name.to_string_lossy().into_owned());
    let defect = Defect::new("message file", error.to_string(), Effect::ItemLost);
    let hint = ItemHint { subject, ..ItemHint::default() };
    SourceItem { hint, composed: true, ..SourceItem::lost(folder, position, defect) }
}

/// Returns the subject, sender and date of an item.
pub(crate) fn hint_of(item: &MapiItem) -> ItemHint {
    let time = |id| item.props.time(id).and_then(FileTime::unix_seconds);
    ItemHint {
        subject: item.props.text(tags::SUBJECT),
        from: item.props.first_text(&[tags::SENT_REPRESENTING_NAME, tags::SENDER_NAME]),
        date: time(tags::MESSAGE_DELIVERY_TIME).or_else(|| time(tags::CLIENT_SUBMIT_TIME)),
    }
}

fn kind_of(kind: foundmail_mapi::ItemClass) -> ItemKind {
    match kind {
        foundmail_mapi::ItemClass::Mail => ItemKind::Mail,
        foundmail_mapi::ItemClass::Appointment => ItemKind::Appointment,
        foundmail_mapi::ItemClass::Contact => ItemKind::Contact,
        foundmail_mapi::ItemClass::Task => ItemKind::Task,
        foundmail_mapi::ItemClass::Note => ItemKind::Note,
        foundmail_mapi::ItemClass::Other => ItemKind::Other,
    }
}

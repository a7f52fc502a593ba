//! An item of MAPI as an item of a source: composed to a message, with what is known of it otherwise.

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, ItemKind};
use foundmail_mapi::{FileTime, Item as MapiItem, compose_to, tags};

use crate::sink::{Hint, Item};
use crate::spool::Spool;

/// The item as it is pushed. One of which nothing at all could be read has no bytes.
pub(crate) fn composed(folder: String, position: String, item: &MapiItem) -> Item {
    let is_lost = item.props.is_empty() && item.recipients.is_empty() && item.attachments.is_empty();
    let mut spool = Spool::default();
    let mut defects = Vec::new();
    let (raw, kind) = match compose_to(item, &mut spool) {
        Ok(written) => {
            defects = written.defects;
            ((!is_lost).then(|| spool.finish()), kind_of(written.kind))
        }
        // Only a file can refuse what is written: there is no room for it.
        Err(error) => {
            let what = format!("It is too large for the memory and could not be put on the disk: {error}");
            defects.push(Defect::new("message", what, Effect::ItemLost));
            (None, ItemKind::Mail)
        }
    };
    Item {
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
    }
}

pub(crate) fn hint_of(item: &MapiItem) -> Hint {
    let time = |id| item.props.time(id).and_then(FileTime::unix_seconds);
    Hint {
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

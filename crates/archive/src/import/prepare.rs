//! What can be done with an item before the archive sees it: parse, digest, compress.

use foundmail_defect::{Defect, Effect};
use foundmail_import::{Folder, Found, Item, Other};
use foundmail_mail::parse;
use foundmail_store::{Blob, Content, Hint};

/// Something found, ready to be stored.
#[derive(Debug)]
pub(super) enum Prepared {
    Folder(Folder),
    Defect { folder: Option<String>, defect: Defect },
    Item(Box<PreparedItem>),
    Other { path: String, other: Other },
}

/// An item with everything but the id of its folder.
#[derive(Debug)]
pub(super) struct PreparedItem {
    pub item: Item,
    pub content: Option<Content>,
    pub hint: Hint,
}

impl PreparedItem {
    /// Bytes that it holds in memory, about.
    pub(super) fn weight(&self) -> usize {
        self.content.as_ref().map_or(0, |content| content.blob.stored_size() + content.message.text.len())
    }
}

pub(super) fn prepare(found: Found) -> Prepared {
    match found {
        Found::Folder(folder) => Prepared::Folder(folder),
        Found::Defect { folder, defect } => Prepared::Defect { folder, defect },
        Found::Other { path, other } => Prepared::Other { path, other },
        Found::Item(item) => Prepared::Item(Box::new(prepare_item(item))),
    }
}

fn prepare_item(mut item: Item) -> PreparedItem {
    let content = item.raw.take().map(|raw| {
        let mut message = parse(&raw, item.framing);
        item.defects.append(&mut message.defects);
        let broken = message.attachments.iter().filter(|attachment| attachment.broken);
        item.defects.extend(broken.map(|attachment| {
            let what = format!("The encoding of «{}» is broken.", attachment.name);
            Defect::new("attachment", what, Effect::AttachmentIncomplete)
        }));
        Content { blob: Blob::new(&raw), framing: item.framing, composed: item.composed, message }
    });
    let known = content.as_ref().map(|content| &content.message);
    let hint = Hint {
        subject: item.hint.subject.take().or_else(|| known.map(|message| message.subject.clone())),
        from: item.hint.from.take().or_else(|| {
            known.and_then(|message| message.from.first()).map(|person| person.shown().to_owned())
        }),
        date: item.hint.date.or_else(|| known.and_then(|message| message.date)),
    };
    // What is whole has its row; the hint is for what is not.
    let hint = if item.defects.is_empty() { Hint::default() } else { hint };
    PreparedItem { item, content, hint }
}

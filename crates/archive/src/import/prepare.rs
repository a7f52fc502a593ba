//! Prepares items for storing: parses and compresses them, and computes their digests. This does not change the
//! archive.

use std::borrow::Cow;
use std::io;

use foundmail_defect::{Defect, Effect};
use foundmail_import::{Finding, OtherFile, RawMessage, SourceFolder, SourceItem};
use foundmail_mail::{Message, Skeleton, Split, parse_skeleton, quote_from_lines};
use foundmail_store::{Hint, ItemContent, Packer, PropertyPacker, StoreReader};

use super::content::content_of;
use super::texts::{self, Asked, Extraction, Taken};

/// A finding that is ready to be stored.
#[derive(Debug)]
pub(super) enum Prepared {
    Folder(SourceFolder),
    Defect { folder: Option<String>, defect: Defect },
    Item(Box<PreparedItem>),
    Other { path: String, other: OtherFile },
}

/// An item that is ready to be stored. Only the id of its folder is still missing.
#[derive(Debug)]
pub(super) struct PreparedItem {
    pub item: SourceItem,
    pub content: Option<ItemContent>,
    /// The extracted text of the item's attachments.
    pub texts: Vec<Taken>,
    pub hint: Hint,
}

impl PreparedItem {
    /// Returns the approximate number of bytes that the item needs in memory.
    pub(super) fn weight(&self) -> usize {
        self.content.as_ref().map_or(0, |content| {
            let properties = content.properties.as_ref().map_or(0, Vec::len);
            content.packed.size_in_memory() + content.message.text.len() + properties
        })
    }
}

/// Prepares items on one thread.
pub(super) struct Preparing {
    pub(super) packer: Packer,
    properties: PropertyPacker,
    extraction: Extraction,
    /// Finds large parts that the archive already has, so that they are not compressed again.
    pub(super) stored: StoreReader,
}

impl Preparing {
    pub(super) fn new(stored: StoreReader, extraction: Extraction) -> Self {
        Self { packer: Packer::new(), properties: PropertyPacker::new(), extraction, stored }
    }

    /// Prepares one finding, and requests the text of its attachments.
    pub(super) fn prepare(&mut self, found: Finding) -> (Prepared, Vec<Asked>) {
        let prepared = match found {
            Finding::Folder(folder) => Prepared::Folder(folder),
            Finding::Defect { folder, defect } => Prepared::Defect { folder, defect },
            Finding::Other { path, other } => Prepared::Other { path, other },
            Finding::Item(mut item) => {
                let content = item.raw.take().map(|raw| match raw {
                    RawMessage::InMemory(raw) => self.content(&raw, &mut item),
                    RawMessage::InSource(raw) => self.content_of_giant(raw, &mut item),
                });
                let content = content.transpose().unwrap_or_else(|error| {
                    item.defects.push(Defect::new("file", error.to_string(), Effect::ItemLost));
                    None
                });
                let (content, asked) = content.unzip();
                let prepared = Prepared::Item(Box::new(with_hint(item, content)));
                return (prepared, asked.unwrap_or_default());
            }
        };
        (prepared, Vec::new())
    }

    /// Splits, parses and packs a message that is in memory, and requests the text of its attachments.
    pub(super) fn content(
        &mut self,
        raw: &[u8],
        item: &mut SourceItem,
    ) -> io::Result<(ItemContent, Vec<Asked>)> {
        let split = Split::of(raw);
        let (message, asked) = split.with(|mail| self.read(mail, item));
        let properties = split.with(|mail| self.packed_properties(mail, item));
        let stored = &self.stored;
        // If the archive cannot be read, the part is compressed again.
        let packed = self.packer.pack(split, &mut |digest| stored.has_blob(digest).unwrap_or(false));
        let ignores_framing = matches!(quote_from_lines(raw), Cow::Borrowed(_));
        let content = content_of(item, packed, message, &[], ignores_framing, properties, || Ok(raw))?;
        Ok((content, asked))
    }

    /// Takes and packs the properties of an item. If they cannot be packed, adds a defect.
    pub(super) fn packed_properties(
        &mut self,
        mail: &Skeleton<'_>,
        item: &mut SourceItem,
    ) -> Option<Vec<u8>> {
        let packed = self.properties.pack(&item.properties.take()?, mail.bytes);
        if packed.is_none() {
            let what = "The properties that only Outlook items have could not be stored.";
            item.defects.push(Defect::new("message", what, Effect::HeaderIncomplete));
        }
        packed
    }

    /// Parses a message, and requests the text of its attachments. Adds the defects of the message to `item`.
    pub(super) fn read(&self, mail: &Skeleton<'_>, item: &mut SourceItem) -> (Message, Vec<Asked>) {
        let mut message = parse_skeleton(mail, item.framing);
        item.defects.append(&mut message.defects);
        let broken = message.attachments.iter().filter(|attachment| attachment.broken);
        item.defects.extend(broken.map(|attachment| {
            let what = format!("The encoding of the attachment «{}» is damaged.", attachment.name);
            Defect::new("attachment", what, Effect::AttachmentIncomplete)
        }));
        if !matches!(self.extraction, Extraction::Skipped) {
            item.defects.extend(texts::unread_defect(&message.attachments));
        }
        let asked = texts::ask(&self.extraction, &self.stored, mail, item.framing, &message.attachments);
        (message, asked)
    }
}

fn with_hint(mut item: SourceItem, content: Option<ItemContent>) -> PreparedItem {
    let known = content.as_ref().map(|content| &content.message);
    let hint = Hint {
        subject: item.hint.subject.take().or_else(|| known.map(|message| message.subject.clone())),
        from: item.hint.from.take().or_else(|| {
            known.and_then(|message| message.from.first()).map(|person| person.shown().to_owned())
        }),
        date: item.hint.date.or_else(|| known.and_then(|message| message.date)),
    };
    // A whole item is shown by its message. Only damaged items need the hint.
    let hint = if item.defects.is_empty() { Hint::default() } else { hint };
    PreparedItem { item, content, texts: Vec::new(), hint }
}

#[cfg(test)]
mod tests {
    use foundmail_defect::Effect;
    use foundmail_import::{ItemHint, SourceItem};
    use foundmail_mail::{Framing, ItemKind};
    use foundmail_store::Store;

    use super::{Extraction, Preparing};

    #[test]
    fn properties_that_cannot_be_stored_are_a_defect() {
        let dir = tempfile::tempdir().unwrap();
        let reader = Store::open(dir.path()).unwrap().reader().unwrap();
        let mut preparing = Preparing::new(reader, Extraction::Skipped);
        for (properties, is_stored, effects) in [
            (None, false, vec![]),
            (Some(vec![1; 1000]), true, vec![]),
            (Some(vec![1; (64 << 20) + 1]), false, vec![Effect::HeaderIncomplete]),
        ] {
            let mut item = SourceItem {
                folder: String::new(),
                position: "1".to_owned(),
                raw: None,
                framing: Framing::Plain,
                composed: true,
                kind: ItemKind::Mail,
                defects: Vec::new(),
                recovered: None,
                separator: None,
                hint: ItemHint::default(),
                properties,
            };
            let (content, _) = preparing.content(b"Subject: Roof\r\n\r\nx\r\n", &mut item).unwrap();
            assert_eq!(content.properties.is_some(), is_stored);
            let found: Vec<_> = item.defects.iter().map(|defect| defect.effect).collect();
            assert_eq!(found, effects);
        }
    }
}

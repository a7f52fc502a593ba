//! Finding the stored message that equals a new item. [`foundmail_mail::compare`] decides; this module supplies
//! the facts.

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Comparison, Digest, Message, compare, same_bodies};

use super::batch::Batch;
use super::item::{ItemContent, NewItem};
use crate::catalogue::{Envelope, IdentifiedRow, identified, identity_is_free, insert_defect, shown_version};
use crate::error::StoreError;
use crate::ids::{FolderId, MessageId};
use crate::read::BlobReader;

/// The maximum number of bytes of message bodies that are read and compared in one batch. After that, messages
/// count as different, so that none is lost.
const MOST_COMPARED: usize = 256 << 20;

/// The stored message that equals a new item.
pub(super) struct MatchingMessage {
    pub message: MessageId,
    /// True if the item has a formatted body and the shown version of the message has none.
    pub adds_html: bool,
}

impl Batch<'_> {
    /// Returns the stored message that equals an item, if there is one.
    pub(super) fn matching_message(
        &mut self,
        item: &NewItem,
        content: &ItemContent,
    ) -> Result<Option<MatchingMessage>, StoreError> {
        for key in content.fingerprint.keys() {
            let Some(row) = identified(&self.transaction, key)? else { continue };
            let message = row.id;
            let Some((envelope, damaged)) = self.envelope_of(row, item.folder)? else { continue };
            match compare(&content.fingerprint, &envelope.fingerprint(*key, !damaged)) {
                Comparison::Same => return Ok(Some(MatchingMessage { message, adds_html: false })),
                Comparison::Different => {}
                Comparison::NeedsBodies => {
                    if let Some(matching) = self.compare_bodies(message, content)? {
                        return Ok(Some(matching));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns the envelope of a message, and true if the message is damaged. If the envelope in the row is
    /// damaged, it is read from the bytes of the message, and a defect is added to the import. Returns `None` if
    /// the bytes are damaged too. The item is then stored as a separate message, because an empty envelope could
    /// make two different messages count as one.
    fn envelope_of(
        &mut self,
        row: IdentifiedRow,
        folder: FolderId,
    ) -> Result<Option<(Envelope, bool)>, StoreError> {
        if let Some(envelope) = row.envelope {
            return Ok(Some((envelope, row.damaged)));
        }
        let message = self.shown_message(row.id)?;
        let effect = if message.is_some() {
            "The lists were read from the stored message again."
        } else {
            "The stored message is damaged too, so this copy was stored as a separate message."
        };
        let what = format!(
            "Message {} is damaged in the archive: its lists of people and attachments cannot be read. {effect} Verify the archive.",
            row.id
        );
        // The defect has no effect on the source, because the damage is in the archive.
        let defect = Defect::new("catalogue", what, Effect::Nothing);
        insert_defect(&self.transaction, self.start, None, Some(folder), &defect)?;
        Ok(message.map(|message| (Envelope::of(&message), row.damaged)))
    }

    /// Compares the formatted body of an item with that of a stored message. Returns `None` if they are different,
    /// or if the stored message cannot be read.
    fn compare_bodies(
        &mut self,
        message: MessageId,
        content: &ItemContent,
    ) -> Result<Option<MatchingMessage>, StoreError> {
        if self.compared > MOST_COMPARED {
            return Ok(None);
        }
        let Some(shown) = self.shown_message(message)? else { return Ok(None) };
        let html = content.message.html.as_deref();
        let size = |html: Option<&str>| html.map_or(0, str::len);
        let read = shown.text.len().saturating_add(size(shown.html.as_deref())).saturating_add(size(html));
        self.compared = self.compared.saturating_add(read);
        let is_same = same_bodies(html, shown.html.as_deref());
        Ok(is_same.then_some(MatchingMessage { message, adds_html: shown.html.is_none() }))
    }

    /// Reads and parses the shown version of a message. Returns `None` if it cannot be read.
    fn shown_message(&mut self, message: MessageId) -> Result<Option<Message>, StoreError> {
        let Some(shown) = shown_version(&self.transaction, message)? else { return Ok(None) };
        // This batch may have added the bytes of the message, so they are written first.
        self.packs.flush()?;
        let blobs = BlobReader { connection: &self.transaction, packs: self.packs.dir() };
        Ok(blobs.message(&shown.digest, shown.framing).ok())
    }

    /// Returns the identity under which a new message is stored. It is the first of its possible keys that no
    /// stored message has. If two messages have the same fields but different attachments, the first message has
    /// the key of its fields. The second one has the key of its exact contents.
    pub(super) fn free_key<'c>(&self, content: &'c ItemContent) -> Result<Option<&'c Digest>, StoreError> {
        for key in content.fingerprint.keys_to_store() {
            if identity_is_free(&self.transaction, key)? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }
}

//! Batches: items that are stored in one transaction.

use foundmail_defect::{Defect, Effect};
use rusqlite::{Transaction, TransactionBehavior, params};

use super::item::{ItemContent, NewItem, PutResult};
use super::writer::StoreWriter;
use crate::catalogue::{
    AttachmentText, ImportStart, NewOccurrence, Outcome, blob_id, insert_blob, insert_defect, insert_part,
    insert_properties, insert_text_of, messages_with, put_folder, put_occurrence, put_text,
    version_with_blob,
};
use crate::error::StoreError;
use crate::ids::{BlobId, FolderId, MessageId, ThreadId, VersionId};
use crate::packs::{Blob, PackWriter, Packed};

/// Items that become part of the archive together or not at all. If a batch is dropped without
/// [`commit`](Self::commit), none of its items are stored.
pub struct Batch<'w> {
    pub(super) transaction: Transaction<'w>,
    pub(super) packs: &'w mut PackWriter,
    pub(super) sequence: &'w mut u64,
    /// The sequence number of the last change before this batch.
    before: u64,
    pub(super) start: ImportStart,
    is_committed: bool,
    /// Number of bytes of message bodies that were compared in this batch.
    pub(super) compared: usize,
}

impl StoreWriter {
    /// Begins a batch of an import.
    pub fn batch(&mut self, start: ImportStart) -> Result<Batch<'_>, StoreError> {
        let before = self.sequence;
        self.turn.let_marks_pass();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Batch {
            transaction,
            packs: &mut self.packs,
            sequence: &mut self.sequence,
            before,
            start,
            is_committed: false,
            compared: 0,
        })
    }
}

/// A stored message, and its version that has the same bytes as the item.
pub(super) struct StoredItem {
    pub message: MessageId,
    pub version: VersionId,
    pub is_new: bool,
    pub changed: Option<(ThreadId, u64)>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if !self.is_committed {
            *self.sequence = self.before;
            self.packs.discard();
        }
    }
}

impl Batch<'_> {
    /// Makes the items of the batch part of the archive. After this call, they survive a power cut.
    pub fn commit(mut self) -> Result<(), StoreError> {
        // The catalogue must not refer to a blob that a power cut could remove, so the packs are written to the
        // disk first.
        self.packs.sync()?;
        self.transaction.execute_batch("COMMIT")?;
        self.is_committed = true;
        Ok(())
    }

    /// Returns the folder that the reader calls `key`. Adds the folder, or updates its parent and name, if needed.
    pub fn folder(
        &mut self,
        parent: Option<FolderId>,
        key: &str,
        name: &str,
    ) -> Result<FolderId, StoreError> {
        put_folder(&self.transaction, self.start.source, parent, key, name)
    }

    /// Adds damage that belongs to no item.
    pub fn put_defect(&mut self, folder: Option<FolderId>, defect: &Defect) -> Result<(), StoreError> {
        insert_defect(&self.transaction, self.start, None, folder, defect)
    }

    /// Stores an item as a new message, or as an occurrence of a stored message.
    pub fn put(&mut self, item: &NewItem) -> Result<PutResult, StoreError> {
        let damaged = item.is_damaged();
        let stored = match &item.content {
            Some(content) => Some(self.store(item, content, damaged)?),
            None => None,
        };
        let outcome = match &stored {
            _ if damaged => Outcome::Damaged,
            Some(stored) if stored.is_new => Outcome::Ready,
            _ => Outcome::Copy,
        };
        let was_here = self.put_occurrence(item, stored.as_ref(), outcome)?;
        let has_same_bytes = stored.as_ref().is_some_and(|stored| stored.changed.is_none());
        let message = stored.as_ref().map(|stored| stored.message);
        let changed = stored.and_then(|stored| stored.changed);
        Ok(PutResult { outcome, message, changed, was_here: was_here || has_same_bytes })
    }

    /// Records the occurrence of an item and its defects. Returns true if an earlier import found the item at this
    /// position.
    fn put_occurrence(
        &self,
        item: &NewItem,
        stored: Option<&StoredItem>,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let unreadable =
            item.defects.iter().filter(|defect| defect.effect == Effect::AttachmentIncomplete).count();
        // One attachment can have several defects, and a lost attachment is not listed in the message.
        let listed = item.content.as_ref().map_or(0, |content| content.shown.attachments);
        let unreadable = u32::try_from(unreadable).unwrap_or(u32::MAX).min(listed.max(1));
        let new = NewOccurrence {
            folder: item.folder,
            position: &item.position,
            message: stored.map(|stored| stored.message),
            version: stored.map(|stored| stored.version),
            outcome,
            kind: item.kind,
            recovered: item.recovered.as_deref().unwrap_or_default(),
            separator: item.separator.as_deref().unwrap_or_default(),
            attachments: listed.max(unreadable),
            unreadable,
            hint: &item.hint,
        };
        let put = put_occurrence(&self.transaction, self.start, &new)?;
        if let Some(id) = put.written {
            for defect in &item.defects {
                insert_defect(&self.transaction, self.start, Some(id), Some(item.folder), defect)?;
            }
        }
        Ok(put.was_here)
    }

    fn store(
        &mut self,
        item: &NewItem,
        content: &ItemContent,
        damaged: bool,
    ) -> Result<StoredItem, StoreError> {
        let blob = self.put_packed(&content.packed)?;
        let same_bytes =
            version_with_blob(&self.transaction, blob, content.framing, content.ignores_framing)?;
        if let Some((version, message)) = same_bytes {
            self.put_properties(version, content)?;
            return Ok(StoredItem { message, version, is_new: false, changed: None });
        }
        match self.matching_message(item, content)? {
            Some(matching) => self.add_version(&matching, content, blob, damaged),
            None => self.add_message(item, content, blob, damaged),
        }
    }

    pub(super) fn put_properties(&self, version: VersionId, content: &ItemContent) -> Result<(), StoreError> {
        content
            .properties
            .as_ref()
            .map_or(Ok(()), |packed| insert_properties(&self.transaction, version, packed))
    }

    /// Returns the blob of a message. Writes the blob if the archive does not have it.
    fn put_packed(&mut self, packed: &Packed) -> Result<BlobId, StoreError> {
        if let Some(id) = blob_id(&self.transaction, &packed.whole.digest)? {
            return Ok(id);
        }
        let parts = packed.parts.iter().map(|part| self.put_blob(part)).collect::<Result<Vec<_>, _>>()?;
        let whole = self.put_blob(&packed.whole)?;
        for part in parts {
            insert_part(&self.transaction, whole, part)?;
        }
        Ok(whole)
    }

    fn put_blob(&mut self, blob: &Blob) -> Result<BlobId, StoreError> {
        if let Some(id) = blob_id(&self.transaction, &blob.digest)? {
            return Ok(id);
        }
        let at = self.packs.append(blob)?;
        insert_blob(&self.transaction, blob, at)
    }

    /// Stores the text of an attachment of a message. Returns the messages that must be indexed again: this
    /// message, if it was not recorded before that it carries the attachment, and all messages that carry it, if
    /// the text replaces a worse one.
    pub fn put_text(
        &mut self,
        message: MessageId,
        text: &AttachmentText,
    ) -> Result<Vec<MessageId>, StoreError> {
        let is_new = self.link_text(message, &text.digest)?;
        if put_text(&self.transaction, text)? {
            return messages_with(&self.transaction, &text.digest);
        }
        Ok(if is_new { vec![message] } else { Vec::new() })
    }

    /// Records that a message carries an attachment whose text is stored. Returns true if this was not recorded
    /// before. The message must then be indexed again.
    pub fn link_text(&mut self, message: MessageId, digest: &[u8; 16]) -> Result<bool, StoreError> {
        insert_text_of(&self.transaction, message, digest)
    }

    /// Records that the index must follow a change of a message, such as text that was extracted later. Returns
    /// the message's thread and the sequence number of the change.
    pub fn touch(&mut self, message: MessageId) -> Result<(ThreadId, u64), StoreError> {
        let sequence = self.next_sequence();
        let thread = self
            .transaction
            .prepare_cached("UPDATE message SET sequence = ?2 WHERE id = ?1 RETURNING thread_id")?
            .query_row(params![message, sequence], |row| row.get(0))?;
        Ok((thread, sequence))
    }

    /// Records how many bytes of the source were read, and adds to the number of attachments without extracted
    /// text. The number of bytes never decreases, although a continued import begins before the position at which
    /// the interrupted import ended.
    pub fn note_read(&mut self, bytes: u64, texts_left: u32) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "UPDATE source_state SET bytes_read = max(bytes_read, ?2), texts_left = texts_left + ?3
                 WHERE source_id = ?1 AND state = 'reading'",
            )?
            .execute(params![self.start.source, bytes, texts_left])?;
        Ok(())
    }

    pub(super) fn next_sequence(&mut self) -> u64 {
        *self.sequence = self.sequence.saturating_add(1);
        *self.sequence
    }
}

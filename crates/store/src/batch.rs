//! Taking items in, many at a time.

use foundmail_defect::{Defect, Effect};
use foundmail_mail::Digest;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::blob::Blob;
use crate::import::ImportStart;
use crate::item::{Content, NewItem, Outcome, Put};
use crate::message::{files_in, framing_word};
use crate::pack::PackWriter;
use crate::packed::Packed;
use crate::writer::Writer;
use crate::{FolderId, MessageId, StoreError, ThreadId, place};

/// Items that become part of the archive together, or not at all: one that is let go without
/// [`commit`](Self::commit) has never been.
pub struct Batch<'w> {
    pub(crate) transaction: Transaction<'w>,
    pub(crate) packs: &'w mut PackWriter,
    pub(crate) sequence: &'w mut u64,
    /// The number of the last change before this batch.
    before: u64,
    pub(crate) start: ImportStart,
    is_committed: bool,
    /// Bytes of bodies that were held against each other.
    pub(crate) compared: usize,
}

impl Writer {
    /// Begins a batch of an import.
    pub fn batch(&mut self, start: ImportStart) -> Result<Batch<'_>, StoreError> {
        let before = self.sequence;
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

/// A message's row, and the version of it whose bytes an item has.
pub(crate) struct Stored {
    pub message: MessageId,
    pub version: u32,
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
    /// Makes the batch part of the archive. When this returns, it survives a power cut.
    pub fn commit(mut self) -> Result<(), StoreError> {
        // The catalogue must not name a blob that a power cut could take away.
        self.packs.sync()?;
        self.transaction.execute_batch("COMMIT")?;
        self.is_committed = true;
        Ok(())
    }

    /// The folder that the reader calls `key`; made, or given its present name, if need be.
    pub fn folder(
        &mut self,
        parent: Option<FolderId>,
        key: &str,
        name: &str,
    ) -> Result<FolderId, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO folder (source_id, parent_id, key, name) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (source_id, key) DO UPDATE SET parent_id = ?2, name = ?4 RETURNING id",
        )?;
        Ok(statement.query_row(params![self.start.source, parent, key, name], |row| row.get(0))?)
    }

    /// Takes in damage that belongs to no item.
    pub fn put_defect(&mut self, folder: Option<FolderId>, defect: &Defect) -> Result<(), StoreError> {
        place::insert_defect(&self.transaction, self.start, None, folder, defect)
    }

    /// Takes an item.
    pub fn put(&mut self, item: &NewItem) -> Result<Put, StoreError> {
        let damaged = item.content.is_none() || item.defects.iter().any(|defect| defect.effect.loses_data());
        let stored = match &item.content {
            Some(content) => Some(self.store(item, content, damaged)?),
            None => None,
        };
        let outcome = match &stored {
            _ if damaged => Outcome::Damaged,
            Some(stored) if stored.is_new => Outcome::Ready,
            _ => Outcome::Copy,
        };
        let unreadable =
            item.defects.iter().filter(|defect| defect.effect == Effect::AttachmentIncomplete).count();
        // An attachment can be broken in several places, and of one that is lost nothing is listed.
        let listed = item.content.as_ref().map_or(0, |content| files_in(&content.message));
        let unreadable = u32::try_from(unreadable).unwrap_or(u32::MAX).min(listed.max(1));
        let place = place::NewPlace {
            item,
            message: stored.as_ref().map(|stored| stored.message),
            version: stored.as_ref().map(|stored| stored.version),
            outcome,
            attachments: listed.max(unreadable),
            unreadable,
        };
        let was_here = place::put(&self.transaction, self.start, &place)?;
        let has_same_bytes = stored.as_ref().is_some_and(|stored| stored.changed.is_none());
        let changed = stored.and_then(|stored| stored.changed);
        Ok(Put { outcome, message: place.message, changed, was_here: was_here || has_same_bytes })
    }

    fn store(&mut self, item: &NewItem, content: &Content, damaged: bool) -> Result<Stored, StoreError> {
        let blob = self.packed(&content.packed)?;
        let same_bytes = self
            .transaction
            .prepare_cached(
                "SELECT id, message_id FROM version WHERE blob_id = ?1 AND (framing = ?2 OR ?3)
                 ORDER BY framing = ?2 DESC LIMIT 1",
            )?
            .query_row(params![blob, framing_word(content.framing), content.is_framed_alike], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        if let Some((version, message)) = same_bytes {
            return Ok(Stored { message, version, is_new: false, changed: None });
        }
        match self.same_message(content, damaged)? {
            Some(same) => self.add_version(same, item, content, blob),
            None => self.add_message(item, content, blob, damaged),
        }
    }

    /// The id of a message's bytes, which are written if they are not there yet.
    fn packed(&mut self, packed: &Packed) -> Result<u32, StoreError> {
        if let Some(id) = self.known(&packed.whole.digest)? {
            return Ok(id);
        }
        let parts = packed.parts.iter().map(|part| self.blob(part)).collect::<Result<Vec<_>, _>>()?;
        let whole = self.blob(&packed.whole)?;
        let mut statement =
            self.transaction.prepare_cached("INSERT INTO blob_part (blob_id, part_id) VALUES (?1, ?2)")?;
        for part in parts {
            statement.execute(params![whole, part])?;
        }
        Ok(whole)
    }

    fn known(&self, digest: &Digest) -> Result<Option<u32>, StoreError> {
        let mut statement = self.transaction.prepare_cached("SELECT id FROM blob WHERE digest = ?1")?;
        Ok(statement.query_row(params![digest], |row| row.get(0)).optional()?)
    }

    fn blob(&mut self, blob: &Blob) -> Result<u32, StoreError> {
        if let Some(id) = self.known(&blob.digest)? {
            return Ok(id);
        }
        let at = self.packs.append(blob)?;
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO blob (digest, pack, offset, stored, size, codec) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let values = params![blob.digest, at.pack, at.offset, at.stored, blob.size, blob.codec.number()];
        let id = statement.insert(values)?;
        u32::try_from(id).map_err(|_| StoreError::Unexpected("more rows than ids".to_owned()))
    }
}

//! Removal of a source from the archive.

use rusqlite::{Transaction, params};

use crate::catalogue::{ShownFields, framing_of, let_marks_wait, note_change, show_version};
use crate::error::StoreError;
use crate::ids::{MessageId, SourceId, VersionId};
use crate::ingest::StoreWriter;
use crate::read::{BlobReader, RestoreError};

/// Deletes all blobs and texts that are no longer needed by a version. The query is recursive because a part can
/// itself be a message with parts.
const DELETE_UNUSED: &str = "
    CREATE TEMP TABLE needed AS
        WITH RECURSIVE needed (id) AS (
            SELECT blob_id FROM version
            UNION SELECT p.part_id FROM needed n JOIN blob_part p ON p.blob_id = n.id
        ) SELECT id FROM needed;
    CREATE UNIQUE INDEX temp.needed_id ON needed (id);
    DELETE FROM blob_part WHERE blob_id NOT IN (SELECT id FROM needed);
    DELETE FROM blob WHERE id NOT IN (SELECT id FROM needed);
    DROP TABLE needed;
    DELETE FROM attachment_text WHERE digest NOT IN (SELECT digest FROM attachment_in);";

impl StoreWriter {
    /// Removes a source from the archive, completely or not at all: its folders, its occurrences, and the messages
    /// that occur in no other source. Returns the ids of these messages. The owner's marks of these messages stay, and
    /// wait for another import of them. The imported file or folder is not
    /// deleted. [`compact`](Self::compact) then frees the space in the archive.
    pub fn remove_source(&mut self, source: SourceId) -> Result<Vec<MessageId>, StoreError> {
        let before = self.sequence;
        let removed = self.remove(source);
        if removed.is_err() {
            self.sequence = before;
        }
        removed
    }

    fn remove(&mut self, source: SourceId) -> Result<Vec<MessageId>, StoreError> {
        let transaction = self.connection.transaction()?;
        let touched: Vec<MessageId> = transaction
            .prepare(
                "SELECT DISTINCT message_id FROM occurrence WHERE source_id = ?1 AND message_id IS NOT NULL",
            )?
            .query_map(params![source], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        transaction
            .execute("UPDATE source_state SET replaced_by = NULL WHERE replaced_by = ?1", params![source])?;
        for table in ["source_state", "defect", "occurrence", "import", "folder"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE source_id = ?1"), params![source])?;
        }
        transaction.execute("DELETE FROM source WHERE id = ?1", params![source])?;
        let mut gone = Vec::new();
        let has_messages = !touched.is_empty();
        for id in touched {
            if !occurs(&transaction, id)? {
                let_marks_wait(&transaction, id)?;
            }
            transaction
                .prepare_cached(
                    "DELETE FROM item_properties WHERE version_id IN (SELECT id FROM version WHERE message_id = ?1
                        AND NOT EXISTS (SELECT 1 FROM occurrence WHERE version_id = version.id))",
                )?
                .execute(params![id])?;
            transaction
                .prepare_cached(
                    "DELETE FROM version WHERE message_id = ?1 AND NOT EXISTS
                        (SELECT 1 FROM occurrence WHERE version_id = version.id)",
                )?
                .execute(params![id])?;
            let is_left = transaction
                .prepare_cached("SELECT 1 FROM version WHERE message_id = ?1")?
                .exists(params![id])?;
            if !is_left {
                for sql in
                    ["DELETE FROM attachment_in WHERE message_id = ?1", "DELETE FROM message WHERE id = ?1"]
                {
                    transaction.prepare_cached(sql)?.execute(params![id])?;
                }
                gone.push(id);
                continue;
            }
            let is_shown = transaction
                .prepare_cached(
                    "SELECT 1 FROM message m JOIN version v ON v.id = m.version_id WHERE m.id = ?1",
                )?
                .exists(params![id])?;
            if !is_shown {
                self.sequence = self.sequence.saturating_add(1);
                let blobs = BlobReader { connection: &transaction, packs: self.packs.dir() };
                show_another(&transaction, blobs, id, self.sequence)?;
            }
        }
        if !gone.is_empty() {
            note_change(&transaction)?;
        }
        // The query reads the whole archive. It is not needed for a source without messages, which has no blobs.
        if has_messages {
            transaction.execute_batch(DELETE_UNUSED)?;
        }
        transaction.commit()?;
        Ok(gone)
    }
}

/// Returns true if a source of the archive contains the message.
fn occurs(transaction: &Transaction<'_>, id: MessageId) -> Result<bool, StoreError> {
    let mut statement = transaction.prepare_cached("SELECT 1 FROM occurrence WHERE message_id = ?1")?;
    Ok(statement.exists(params![id])?)
}

/// Makes the fullest of the remaining versions of a message the one that is shown.
fn show_another(
    transaction: &Transaction<'_>,
    blobs: BlobReader<'_>,
    id: MessageId,
    sequence: u64,
) -> Result<(), StoreError> {
    let (version, digest, size, framing): (VersionId, [u8; 32], u64, String) = transaction
        .prepare_cached(
            "SELECT v.id, b.digest, b.size, v.framing FROM version v JOIN blob b ON b.id = v.blob_id
             WHERE v.message_id = ?1
             ORDER BY EXISTS (SELECT 1 FROM occurrence WHERE version_id = v.id AND outcome = 'damaged'),
                      v.attachments DESC, v.composed, v.id LIMIT 1",
        )?
        .query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let damaged = transaction
        .prepare_cached("SELECT 1 FROM occurrence WHERE version_id = ?1 AND outcome = 'damaged'")?
        .exists(params![version])?;
    let message = match blobs.message(&digest, framing_of(&framing)) {
        Ok(message) => message,
        // The bytes are damaged in the archive. So the row keeps the facts of the version that was shown before.
        Err(RestoreError::Damaged(_)) => return point_to(transaction, id, version, sequence),
        Err(RestoreError::Store(error)) => return Err(error),
    };
    show_version(transaction, id, sequence, version, &ShownFields::of(&message, size), damaged)
}

fn point_to(
    transaction: &Transaction<'_>,
    id: MessageId,
    version: VersionId,
    sequence: u64,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached("UPDATE message SET version_id = ?2, sequence = ?3 WHERE id = ?1")?
        .execute(params![id, version, sequence])?;
    Ok(())
}

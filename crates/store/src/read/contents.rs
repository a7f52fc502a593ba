//! Reading which messages a source contains, and which copies of them.

use foundmail_mail::{Digest, Framing};
use rusqlite::{OptionalExtension, params};

use super::reader::StoreReader;
use crate::catalogue::{Envelope, framing_of, stored_envelope};
use crate::error::StoreError;
use crate::ids::{FolderId, MessageId, SourceId, VersionId};

/// One copy of a message in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyRow {
    /// The folder of the copy.
    pub folder: FolderId,
    /// The bytes of the copy. `None` if the row is damaged.
    pub version: Option<VersionId>,
    /// True if part of the copy is missing.
    pub damaged: bool,
}

/// One set of bytes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionRow {
    /// Id of the version.
    pub id: VersionId,
    /// BLAKE3 digest of the bytes.
    pub digest: Digest,
    /// Framing of the bytes.
    pub framing: Framing,
    /// Number of attachments that are not inline.
    pub attachments: u32,
}

/// A piece of mail in a source, with the facts from which its place in time follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedMail {
    /// Id of the message.
    pub message: MessageId,
    /// Folder of the copy. A message with several copies is returned once for each folder.
    pub folder: FolderId,
    /// Date of the message, in seconds since 1970.
    pub date: Option<i64>,
    /// Address of the sender. Empty if it is not known.
    pub sender: String,
}

impl StoreReader {
    /// Returns the ids of the messages in a source, or of all messages of the archive. They are in ascending order,
    /// and each id occurs once.
    pub fn messages_in(&self, source: Option<SourceId>) -> Result<Vec<MessageId>, StoreError> {
        let sql = match source {
            Some(_) => {
                "SELECT DISTINCT message_id FROM occurrence
                 WHERE source_id = ?1 AND message_id IS NOT NULL ORDER BY message_id"
            }
            None => "SELECT id FROM message WHERE ?1 IS NULL ORDER BY id",
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![source], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the number of items of a source of which nothing could be read.
    pub fn lost_in(&self, source: SourceId) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM occurrence WHERE source_id = ?1 AND message_id IS NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![source], |row| row.get(0))?)
    }

    /// Returns the copies of a message in a source, or in the whole archive.
    pub fn copies_in(
        &self,
        message: MessageId,
        source: Option<SourceId>,
    ) -> Result<Vec<CopyRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT folder_id, version_id, outcome = 'damaged' FROM occurrence
             WHERE message_id = ?1 AND (?2 IS NULL OR source_id = ?2) ORDER BY id",
        )?;
        let rows = statement.query_map(params![message, source], |row| {
            Ok(CopyRow { folder: row.get(0)?, version: row.get(1)?, damaged: row.get(2)? })
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns a version, or `None` if the archive does not have it.
    pub fn version(&self, version: VersionId) -> Result<Option<VersionRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.id, b.digest, v.framing, v.attachments
             FROM version v JOIN blob b ON b.id = v.blob_id WHERE v.id = ?1",
        )?;
        let row = statement.query_row(params![version], |row| {
            let framing: String = row.get(2)?;
            Ok(VersionRow {
                id: row.get(0)?,
                digest: row.get(1)?,
                framing: framing_of(&framing),
                attachments: row.get(3)?,
            })
        });
        Ok(row.optional()?)
    }

    /// Returns the message that has a version with these bytes, if there is one.
    pub fn message_with_bytes(
        &self,
        digest: &Digest,
        framing: Framing,
    ) -> Result<Option<MessageId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.message_id, v.framing FROM blob b JOIN version v ON v.blob_id = b.id WHERE b.digest = ?1",
        )?;
        let rows = statement.query_map(params![digest], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (message, word) = row?;
            if framing_of(&word) == framing {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// Returns the message that is stored under this identity, if there is one.
    pub fn message_with_identity(&self, identity: &Digest) -> Result<Option<MessageId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM message WHERE identity = ?1")?;
        Ok(statement.query_row(params![identity], |row| row.get(0)).optional()?)
    }

    /// Returns the identity under which a message is stored. `None` if another message has each of its identities.
    pub fn identity_of(&self, message: MessageId) -> Result<Option<Digest>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT identity FROM message WHERE id = ?1")?;
        Ok(statement.query_row(params![message], |row| row.get(0)).optional()?.flatten())
    }

    /// Returns the date of a message, in seconds since 1970. `None` if it has no date.
    pub fn date_of(&self, message: MessageId) -> Result<Option<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT date FROM message WHERE id = ?1")?;
        Ok(statement.query_row(params![message], |row| row.get(0)).optional()?.flatten())
    }

    /// Returns the sources in which a message was found, in the order of their first import.
    pub fn sources_of(&self, message: MessageId) -> Result<Vec<SourceId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT source_id FROM occurrence WHERE message_id = ?1 ORDER BY 1")?;
        let rows = statement.query_map(params![message], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Calls `visit` with the id and the date of each piece of mail in the archive that has a date.
    pub fn each_dated_mail(&self, visit: &mut dyn FnMut(MessageId, i64)) -> Result<(), StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, date FROM message WHERE kind = 'mail' AND date IS NOT NULL")?;
        let mut rows = statement.query(params![])?;
        while let Some(row) = rows.next()? {
            visit(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// Calls `visit` for each piece of mail in a source, one after the other, in the order of their ids. Items of
    /// other kinds, such as appointments, are left out.
    pub fn each_mail_in(&self, source: SourceId, visit: &mut dyn FnMut(DatedMail)) -> Result<(), StoreError> {
        // The order is that of an index. `DISTINCT` would collect all envelopes in memory.
        let mut statement = self.connection.prepare_cached(
            "SELECT p.message_id, p.folder_id, m.date, m.envelope
             FROM occurrence p JOIN message m ON m.id = p.message_id
             WHERE p.source_id = ?1 AND m.kind = 'mail' ORDER BY p.message_id",
        )?;
        let mut rows = statement.query(params![source])?;
        let mut seen: (Option<MessageId>, Vec<FolderId>) = (None, Vec::new());
        while let Some(row) = rows.next()? {
            let (message, folder) = (row.get(0)?, row.get(1)?);
            if seen.0 != Some(message) {
                seen = (Some(message), Vec::new());
            }
            if seen.1.contains(&folder) {
                continue;
            }
            seen.1.push(folder);
            let envelope: Envelope = stored_envelope(&row.get::<_, String>(3)?).unwrap_or_default();
            let sender = envelope.from.into_iter().next().map(|person| person.key()).unwrap_or_default();
            visit(DatedMail { message, folder, date: row.get(2)?, sender });
        }
        Ok(())
    }
}

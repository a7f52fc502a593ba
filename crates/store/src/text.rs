//! What attachments say. Taking it out costs more than anything else of an import, so it is kept, once for all messages that
//! carry the same file.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::read::Reader;
use crate::{MessageId, StoreError, ThreadId};

/// Most bytes that one attachment's text may unpack to.
const MOST: usize = 64 * 1024 * 1024;
const ZSTD_LEVEL: i32 = 3;

/// What came out of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentText {
    /// The attachment's digest, as its message has it.
    pub digest: [u8; 16],
    /// Why some or all of it could not be read; empty if all went well.
    pub outcome: String,
    /// Its text.
    pub pieces: Vec<TextPiece>,
}

/// The text of a file in an attachment, or of the attachment itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextPiece {
    /// Where it lies in the attachment, empty for the attachment itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The text.
    pub text: String,
}

impl Batch<'_> {
    /// Keeps the text of an attachment of a message. Returns true if the archive had none for it: the index must follow.
    pub fn put_text(&mut self, message: MessageId, text: &AttachmentText) -> Result<bool, StoreError> {
        let added = self
            .transaction
            .prepare_cached("INSERT OR IGNORE INTO attachment_in (message_id, digest) VALUES (?1, ?2)")?
            .execute(params![message, text.digest])?;
        let known = self
            .transaction
            .prepare_cached("SELECT 1 FROM attachment_text WHERE digest = ?1")?
            .exists(params![text.digest])?;
        if known {
            return Ok(added > 0);
        }
        let unexpected = |error: &dyn std::fmt::Display| StoreError::Unexpected(error.to_string());
        let pieces = if text.pieces.is_empty() {
            Vec::new()
        } else {
            let json = serde_json::to_vec(&text.pieces).map_err(|error| unexpected(&error))?;
            zstd::bulk::compress(&json, ZSTD_LEVEL).map_err(|error| unexpected(&error))?
        };
        self.transaction
            .prepare_cached("INSERT INTO attachment_text (digest, outcome, pieces) VALUES (?1, ?2, ?3)")?
            .execute(params![text.digest, text.outcome, pieces])?;
        Ok(added > 0)
    }

    /// Notes that the index must follow a change of a message, as of texts that came later. Returns the message's thread and
    /// the number of the change.
    pub fn touch(&mut self, message: MessageId) -> Result<(ThreadId, u64), StoreError> {
        *self.sequence = self.sequence.saturating_add(1);
        let thread = self
            .transaction
            .prepare_cached("UPDATE message SET sequence = ?2 WHERE id = ?1 RETURNING thread_id")?
            .query_row(params![message, *self.sequence], |row| row.get(0))?;
        Ok((thread, *self.sequence))
    }
}

impl Reader {
    /// What came out of the attachment with this digest, if it was asked for.
    pub fn attachment_text(&self, digest: &[u8; 16]) -> Result<Option<AttachmentText>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT outcome, pieces FROM attachment_text WHERE digest = ?1")?;
        let found: Option<(String, Vec<u8>)> =
            statement.query_row(params![digest], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((outcome, frame)) = found else { return Ok(None) };
        let unpacked = zstd::bulk::Decompressor::upper_bound(&frame).unwrap_or(MOST).min(MOST);
        let json = if frame.is_empty() { None } else { zstd::bulk::decompress(&frame, unpacked).ok() };
        // What is damaged here can be taken out of the attachment again; `verify` names it.
        let pieces = json.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        Ok(Some(AttachmentText { digest: *digest, outcome, pieces }))
    }
}

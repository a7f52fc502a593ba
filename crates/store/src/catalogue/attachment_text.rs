//! Rows of `attachment_text` and `attachment_in`: the text of attachments. Text extraction is the most expensive
//! part of an import, so the text of a file is stored once for all messages that carry the file.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::ids::MessageId;

/// The maximum size in bytes of the decompressed text of one attachment.
const MOST_BYTES: usize = 64 * 1024 * 1024;
const ZSTD_LEVEL: i32 = 3;

/// The text of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentText {
    /// Digest of the attachment, the same as in its message.
    pub digest: [u8; 16],
    /// The reason why text is missing, or empty.
    pub outcome: String,
    /// The text of each file in the attachment.
    pub pieces: Vec<TextPiece>,
}

/// The text of a file in an attachment, or of the attachment itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextPiece {
    /// Path of the file in the attachment; empty for the attachment itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The text.
    pub text: String,
}

/// Records that a message carries an attachment. Returns true if this was not recorded before.
pub(crate) fn insert_text_of(
    connection: &Connection,
    message: MessageId,
    digest: &[u8; 16],
) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("INSERT OR IGNORE INTO attachment_in (message_id, digest) VALUES (?1, ?2)")?;
    Ok(statement.execute(params![message, digest])? > 0)
}

/// Adds the text of an attachment, if the catalogue does not have it.
pub(crate) fn insert_text(connection: &Connection, text: &AttachmentText) -> Result<(), StoreError> {
    let is_known = connection
        .prepare_cached("SELECT 1 FROM attachment_text WHERE digest = ?1")?
        .exists(params![text.digest])?;
    if is_known {
        return Ok(());
    }
    let pieces = if text.pieces.is_empty() {
        Vec::new()
    } else {
        let json = serde_json::to_vec(&text.pieces).map_err(StoreError::unexpected)?;
        zstd::bulk::compress(&json, ZSTD_LEVEL).map_err(StoreError::unexpected)?
    };
    connection
        .prepare_cached("INSERT INTO attachment_text (digest, outcome, pieces) VALUES (?1, ?2, ?3)")?
        .execute(params![text.digest, text.outcome, pieces])?;
    Ok(())
}

/// Returns the text of the attachment with a digest, or `None` if the catalogue does not have it.
pub(crate) fn read_text(
    connection: &Connection,
    digest: &[u8; 16],
) -> Result<Option<AttachmentText>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT outcome, pieces FROM attachment_text WHERE digest = ?1")?;
    let found: Option<(String, Vec<u8>)> =
        statement.query_row(params![digest], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((outcome, frame)) = found else { return Ok(None) };
    let size = zstd::bulk::Decompressor::upper_bound(&frame).unwrap_or(MOST_BYTES).min(MOST_BYTES);
    let json = if frame.is_empty() { None } else { zstd::bulk::decompress(&frame, size).ok() };
    // If the stored text is damaged, it is treated as empty. It can be extracted from the attachment again, and
    // `verify` reports the damaged row.
    let pieces = json.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
    Ok(Some(AttachmentText { digest: *digest, outcome, pieces }))
}

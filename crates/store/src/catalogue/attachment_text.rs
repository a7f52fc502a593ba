//! Rows of `attachment_text` and `attachment_in`: the text of attachments. Text extraction is the most expensive
//! part of an import, so the text of a file is stored once for all messages that carry the file.

use std::cmp::Ordering;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::ids::MessageId;

/// The maximum size in bytes of the decompressed text of one attachment.
const MOST_BYTES: usize = 64 * 1024 * 1024;
const ZSTD_LEVEL: i32 = 3;
/// The outcome of a text whose stored bytes are damaged.
const DAMAGED: &str = "The stored text of this attachment is damaged. Import its mailbox again.";

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

impl AttachmentText {
    /// Returns true if the complete text was extracted. Any other text is extracted again when an import finds the
    /// attachment again, because the reason can be temporary, such as a busy computer.
    pub fn is_complete(&self) -> bool {
        self.outcome.is_empty()
    }

    /// Returns true if this text should replace another text of the same attachment. A complete text is never
    /// replaced.
    pub fn is_better_than(&self, other: &Self) -> bool {
        let len = |text: &Self| text.pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        match (self.is_complete(), other.is_complete()) {
            (_, true) => false,
            (true, false) => true,
            (false, false) => match len(self).cmp(&len(other)) {
                Ordering::Less => false,
                // The newest reason is stored.
                Ordering::Equal => self.outcome != other.outcome,
                Ordering::Greater => true,
            },
        }
    }
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

/// Stores the text of an attachment, if the catalogue has none or a worse one. Returns true if another text was
/// replaced, so that each message with this attachment must be indexed again.
pub(crate) fn put_text(connection: &Connection, text: &AttachmentText) -> Result<bool, StoreError> {
    let stored = read_text(connection, &text.digest)?;
    if stored.as_ref().is_some_and(|stored| !text.is_better_than(stored)) {
        return Ok(false);
    }
    let pieces = if text.pieces.is_empty() {
        Vec::new()
    } else {
        let json = serde_json::to_vec(&text.pieces).map_err(StoreError::unexpected)?;
        zstd::bulk::compress(&json, ZSTD_LEVEL).map_err(StoreError::unexpected)?
    };
    connection
        .prepare_cached(
            "INSERT INTO attachment_text (digest, outcome, pieces) VALUES (?1, ?2, ?3)
             ON CONFLICT (digest) DO UPDATE SET outcome = excluded.outcome, pieces = excluded.pieces",
        )?
        .execute(params![text.digest, text.outcome, pieces])?;
    Ok(stored.is_some_and(|stored| stored.pieces != text.pieces))
}

/// Returns the messages that carry an attachment.
pub(crate) fn messages_with(
    connection: &Connection,
    digest: &[u8; 16],
) -> Result<Vec<MessageId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT message_id FROM attachment_in WHERE digest = ?1")?;
    let rows = statement.query_map(params![digest], |row| row.get(0))?;
    rows.map(|row| row.map_err(StoreError::from)).collect()
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
    if frame.is_empty() {
        return Ok(Some(AttachmentText { digest: *digest, outcome, pieces: Vec::new() }));
    }
    let size = zstd::bulk::Decompressor::upper_bound(&frame).unwrap_or(MOST_BYTES).min(MOST_BYTES);
    let json = zstd::bulk::decompress(&frame, size).ok();
    let pieces: Option<Vec<TextPiece>> = json.and_then(|json| serde_json::from_slice(&json).ok());
    // The text can be extracted from the attachment again, and `verify` reports the damaged row.
    let outcome = if pieces.is_some() { outcome } else { DAMAGED.to_owned() };
    Ok(Some(AttachmentText { digest: *digest, outcome, pieces: pieces.unwrap_or_default() }))
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::{AttachmentText, DAMAGED, TextPiece, put_text, read_text};
    use crate::Store;
    use crate::catalogue::connect;

    const DIGEST: [u8; 16] = [7; 16];

    fn catalogue() -> (tempfile::TempDir, Connection) {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::open(dir.path()).unwrap());
        let connection = connect(dir.path()).unwrap();
        (dir, connection)
    }

    fn text(outcome: &str, words: &str) -> AttachmentText {
        let piece = TextPiece { path: String::new(), text: words.to_owned() };
        let pieces = if words.is_empty() { Vec::new() } else { vec![piece] };
        AttachmentText { digest: DIGEST, outcome: outcome.to_owned(), pieces }
    }

    #[test]
    fn a_failure_is_replaced_and_a_complete_text_never() {
        for (first, second, is_replaced) in [
            (text("too slow", ""), text("", "roof"), true),
            (text("too slow", ""), text("damaged", "ro"), true),
            (text("too slow", ""), text("crashed", ""), true),
            (text("too slow", "ro"), text("", "roof"), true),
            (text("too slow", "ro"), text("crashed", ""), false),
            (text("too slow", "ro"), text("too slow", "ro"), false),
            (text("", "roof"), text("crashed", ""), false),
            (text("", "roof"), text("", "other"), false),
        ] {
            let (_dir, connection) = catalogue();
            assert!(!put_text(&connection, &first).unwrap());
            let must_index = is_replaced && first.pieces != second.pieces;
            assert_eq!(put_text(&connection, &second).unwrap(), must_index, "{first:?} {second:?}");
            let expected = if is_replaced { second } else { first };
            assert_eq!(read_text(&connection, &DIGEST).unwrap(), Some(expected));
        }
    }

    #[test]
    fn a_damaged_text_is_a_failure_and_is_replaced() {
        let (_dir, connection) = catalogue();
        put_text(&connection, &text("", "roof")).unwrap();
        for damage in [&b"no frame"[..], &zstd::bulk::compress(b"no JSON", 1).unwrap()] {
            connection.execute("UPDATE attachment_text SET pieces = ?1", params![damage]).unwrap();
            assert_eq!(read_text(&connection, &DIGEST).unwrap(), Some(text(DAMAGED, "")));
            assert!(put_text(&connection, &text("", "roof")).unwrap());
            assert_eq!(read_text(&connection, &DIGEST).unwrap(), Some(text("", "roof")));
        }
    }
}

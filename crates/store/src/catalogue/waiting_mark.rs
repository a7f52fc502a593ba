//! Marks that wait for their message. The owner's marks stay in the catalogue when a source with marked messages is
//! removed. If the same message is imported again, from this or another source, it gets them back.
//!
//! The bytes or the identity of a message alone do not always name one message: several messages can have one
//! `Message-ID`, and the identity of a message depends on the order of the imports. So a mark belongs to the row of
//! its message. When that row is deleted, the mark keeps the facts by which an import recognises a message.

use foundmail_mail::{Comparison, Digest, Fingerprint, Person, compare};
use rusqlite::{Connection, OptionalExtension, params};

use super::envelope::{AttachmentRow, Envelope, stored_envelope};
use crate::error::StoreError;
use crate::ids::{MarkId, MessageId};

/// Lets the marks of a message wait. Must be called before the rows of the message and its versions are deleted.
pub(crate) fn let_marks_wait(connection: &Connection, message: MessageId) -> Result<(), StoreError> {
    let mark: Option<MarkId> = connection
        .prepare_cached("SELECT id FROM mark WHERE message_id = ?1")?
        .query_row(params![message], |row| row.get(0))
        .optional()?;
    let Some(mark) = mark else { return Ok(()) };
    let row: Option<(Option<Digest>, String, bool)> = connection
        .prepare_cached("SELECT identity, envelope, damaged FROM message WHERE id = ?1")?
        .query_row(params![message], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (identity, envelope, damaged) = row.unwrap_or_default();
    let facts = stored_envelope(&envelope).map(needed_facts).unwrap_or_default().json()?;
    connection
        .prepare_cached(
            "UPDATE mark SET message_id = NULL, identity = ?2, envelope = ?3, damaged = ?4 WHERE id = ?1",
        )?
        .execute(params![mark, identity, facts, damaged])?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO mark_bytes (digest, mark_id)
             SELECT b.digest, ?2 FROM version v JOIN blob b ON b.id = v.blob_id WHERE v.message_id = ?1",
        )?
        .execute(params![message, mark])?;
    Ok(())
}

/// Returns the facts of an envelope that serve to compare messages. The names of people and files are left out,
/// because the owner has removed the message.
fn needed_facts(envelope: Envelope) -> Envelope {
    let recipients = envelope.to.into_iter().chain(envelope.cc).chain(envelope.bcc);
    let to = recipients.map(|person| Person { name: String::new(), ..person });
    let attachments = envelope.attachments.into_iter().map(|file| AttachmentRow {
        index: file.index,
        digest: file.digest,
        inline: file.inline,
        ..AttachmentRow::default()
    });
    Envelope { to: to.collect(), attachments: attachments.collect(), ..Envelope::default() }
}

/// Returns true if marks wait for messages.
pub(crate) fn has_waiting_marks(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM mark WHERE message_id IS NULL LIMIT 1")?;
    Ok(statement.exists([])?)
}

/// Gives a message the marks that wait for it. `digest` and `fingerprint` are those of bytes that were stored for the
/// message. Returns true if there were such marks.
pub(crate) fn give_waiting_marks(
    connection: &Connection,
    message: MessageId,
    digest: &Digest,
    fingerprint: &Fingerprint,
) -> Result<bool, StoreError> {
    let mut found = marks_of_bytes(connection, digest)?;
    for key in fingerprint.keys() {
        for mark in marks_of_identity(connection, key, fingerprint)? {
            if !found.contains(&mark) {
                found.push(mark);
            }
        }
    }
    for &mark in &found {
        give(connection, mark, message)?;
    }
    Ok(!found.is_empty())
}

fn marks_of_bytes(connection: &Connection, digest: &Digest) -> Result<Vec<MarkId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT mark_id FROM mark_bytes WHERE digest = ?1")?;
    let rows = statement.query_map(params![digest], |row| row.get(0))?;
    rows.map(|row| row.map_err(StoreError::from)).collect()
}

/// Returns the waiting marks of messages with this identity that equal a new message. Their formatted bodies are no
/// longer stored, so they count as equal.
fn marks_of_identity(
    connection: &Connection,
    key: &Digest,
    fingerprint: &Fingerprint,
) -> Result<Vec<MarkId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, envelope, damaged FROM mark WHERE identity = ?1 AND message_id IS NULL",
    )?;
    let rows = statement.query_map(params![key], |row| {
        Ok((row.get::<_, MarkId>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (mark, envelope, damaged) = row?;
        let Some(envelope) = stored_envelope(&envelope) else { continue };
        if compare(fingerprint, &envelope.fingerprint(*key, !damaged)) != Comparison::Different {
            found.push(mark);
        }
    }
    Ok(found)
}

/// Gives a waiting mark to a message. If the message has marks already, it gets those of both.
fn give(connection: &Connection, mark: MarkId, message: MessageId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM mark_bytes WHERE mark_id = ?1")?.execute(params![mark])?;
    let own: Option<MarkId> = connection
        .prepare_cached("SELECT id FROM mark WHERE message_id = ?1")?
        .query_row(params![message], |row| row.get(0))
        .optional()?;
    let Some(own) = own else {
        connection
            .prepare_cached(
                "UPDATE mark SET message_id = ?2, identity = NULL, envelope = '', damaged = 0 WHERE id = ?1",
            )?
            .execute(params![mark, message])?;
        return Ok(());
    };
    for sql in [
        "UPDATE mark SET starred = 1 WHERE id = ?2 AND starred = 0
            AND EXISTS (SELECT 1 FROM mark WHERE id = ?1 AND starred <> 0)",
        "INSERT OR IGNORE INTO mark_tag (mark_id, tag_id) SELECT ?2, tag_id FROM mark_tag WHERE mark_id = ?1",
    ] {
        connection.prepare_cached(sql)?.execute(params![mark, own])?;
    }
    for sql in ["DELETE FROM mark_tag WHERE mark_id = ?1", "DELETE FROM mark WHERE id = ?1"] {
        connection.prepare_cached(sql)?.execute(params![mark])?;
    }
    Ok(())
}

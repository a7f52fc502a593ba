//! Rows of `version`: the sets of bytes of a message.

use foundmail_mail::{Digest, Framing, Message};
use rusqlite::{Connection, OptionalExtension, params};

use super::envelope::{Envelope, stored_envelope};
use crate::error::StoreError;
use crate::ids::{BlobId, MessageId, ThreadId, VersionId};

/// Returns the framing that a word in the catalogue stands for.
pub(crate) fn framing_of(word: &str) -> Framing {
    if word == "mbox" { Framing::Mbox } else { Framing::Plain }
}

fn framing_word(framing: Framing) -> &'static str {
    match framing {
        Framing::Plain => "plain",
        Framing::Mbox => "mbox",
    }
}

/// Counts the attachments that are not inline.
pub(super) fn files_in(message: &Message) -> u32 {
    let files = message.attachments.iter().filter(|attachment| !attachment.inline).count();
    u32::try_from(files).unwrap_or(u32::MAX)
}

/// A version that is not in the catalogue yet.
pub(crate) struct NewVersion {
    pub id: VersionId,
    pub message: MessageId,
    pub blob: BlobId,
    pub framing: Framing,
    pub composed: bool,
    /// Attachments that are not inline.
    pub attachments: u32,
}

/// Adds a version.
pub(crate) fn insert_version(connection: &Connection, new: &NewVersion) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO version (id, message_id, blob_id, framing, composed, attachments)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            new.id,
            new.message,
            new.blob,
            framing_word(new.framing),
            new.composed,
            new.attachments
        ])?;
    Ok(())
}

/// Returns the version with the bytes of a blob. `ignores_framing` is true if the bytes mean the same in every
/// framing.
pub(crate) fn version_with_blob(
    connection: &Connection,
    blob: BlobId,
    framing: Framing,
    ignores_framing: bool,
) -> Result<Option<(VersionId, MessageId)>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT id, message_id FROM version WHERE blob_id = ?1 AND (framing = ?2 OR ?3)
             ORDER BY framing = ?2 DESC LIMIT 1",
        )?
        .query_row(params![blob, framing_word(framing), ignores_framing], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
    Ok(found.optional()?)
}

/// The version that is shown for a message.
pub(crate) struct ShownVersion {
    pub digest: Digest,
    pub framing: Framing,
    pub attachments: u32,
    pub composed: bool,
    /// True if part of the message is missing.
    pub damaged: bool,
    pub thread: ThreadId,
    /// People and attachments of the message. `None` if the row is damaged.
    pub envelope: Option<Envelope>,
}

/// Returns the version that is shown for a message.
pub(crate) fn shown_version(
    connection: &Connection,
    message: MessageId,
) -> Result<Option<ShownVersion>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT b.digest, v.framing, v.attachments, v.composed, m.damaged, m.thread_id, m.envelope
             FROM message m JOIN version v ON v.id = m.version_id JOIN blob b ON b.id = v.blob_id WHERE m.id = ?1",
        )?
        .query_row(params![message], |row| {
            Ok(ShownVersion {
                digest: row.get(0)?,
                framing: framing_of(&row.get::<_, String>(1)?),
                attachments: row.get(2)?,
                composed: row.get(3)?,
                damaged: row.get(4)?,
                thread: row.get(5)?,
                envelope: stored_envelope(&row.get::<_, String>(6)?),
            })
        });
    Ok(found.optional()?)
}

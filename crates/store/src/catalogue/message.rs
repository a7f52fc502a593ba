//! Rows of `message`: the messages as lists show them.

use foundmail_mail::{Digest, ItemKind, Message, own_text_start};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::envelope::{Envelope, stored_envelope};
use super::version::files_in;
use crate::error::StoreError;
use crate::ids::{MessageId, ThreadId, VersionId};

/// A message as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Id of the message.
    pub id: MessageId,
    /// Thread of the message.
    pub thread: ThreadId,
    /// Number of the message's last change. The index follows the changes in the order of these numbers.
    pub sequence: u64,
    /// Date of the message, in seconds since 1970.
    pub date: Option<i64>,
    /// Decoded subject.
    pub subject: String,
    /// People and attachments. If the envelope in the row is damaged, this is empty and `damaged` is true.
    pub envelope: Envelope,
    /// The beginning of the sender's own text.
    pub snippet: String,
    /// The kind of item.
    pub kind: ItemKind,
    /// Size of the message in bytes.
    pub size: u64,
    /// True if part of the message is missing.
    pub damaged: bool,
}

/// The columns that [`message_of_row`] reads.
pub(crate) const MESSAGE_COLUMNS: &str =
    "id, thread_id, sequence, date, subject, envelope, snippet, kind, size, damaged";

/// Reads the row of a message.
pub(crate) fn message_of_row(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    let envelope = stored_envelope(&row.get::<_, String>(5)?);
    let damaged: bool = row.get(9)?;
    Ok(MessageRow {
        id: row.get(0)?,
        thread: row.get(1)?,
        sequence: row.get(2)?,
        date: row.get(3)?,
        subject: row.get(4)?,
        damaged: damaged || envelope.is_none(),
        envelope: envelope.unwrap_or_default(),
        snippet: row.get(6)?,
        kind: ItemKind::of_word(&row.get::<_, String>(7)?),
        size: row.get(8)?,
    })
}

/// Length of the snippet in characters.
const SNIPPET: usize = 200;

/// The columns that repeat facts from the bytes of the shown version.
#[derive(Debug, Clone)]
pub(crate) struct ShownFields {
    pub date: Option<i64>,
    pub subject: String,
    pub envelope: Envelope,
    pub snippet: String,
    pub size: u64,
    /// Attachments that are not inline.
    pub attachments: u32,
}

impl ShownFields {
    /// Makes the columns of a message of `size` bytes.
    pub(crate) fn of(message: &Message, size: u64) -> Self {
        Self {
            date: message.date,
            subject: message.subject.clone(),
            envelope: Envelope::of(message),
            snippet: own_text_start(&message.text, SNIPPET),
            size,
            attachments: files_in(message),
        }
    }
}

/// A message that is not in the catalogue yet.
pub(crate) struct NewMessage<'m> {
    pub id: MessageId,
    pub sequence: u64,
    pub thread: ThreadId,
    pub version: VersionId,
    pub identity: Option<&'m Digest>,
    pub kind: ItemKind,
    pub shown: &'m ShownFields,
    pub damaged: bool,
}

/// Adds a message.
pub(crate) fn insert_message(connection: &Connection, new: &NewMessage<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO message (id, sequence, thread_id, version_id, identity, kind, date, subject, envelope,
                                  snippet, size, attachments, damaged)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            new.id,
            new.sequence,
            new.thread,
            new.version,
            new.identity,
            new.kind.word(),
            new.shown.date,
            new.shown.subject,
            new.shown.envelope.json()?,
            new.shown.snippet,
            new.shown.size,
            new.shown.attachments,
            new.damaged,
        ])?;
    Ok(())
}

/// Makes a version the one that is shown for its message.
pub(crate) fn show_version(
    connection: &Connection,
    message: MessageId,
    sequence: u64,
    version: VersionId,
    shown: &ShownFields,
    damaged: bool,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE message SET sequence = ?2, version_id = ?3, date = ?4, subject = ?5, envelope = ?6, snippet = ?7,
                                size = ?8, attachments = ?9, damaged = ?10 WHERE id = ?1",
        )?
        .execute(params![
            message,
            sequence,
            version,
            shown.date,
            shown.subject,
            shown.envelope.json()?,
            shown.snippet,
            shown.size,
            shown.attachments,
            damaged,
        ])?;
    Ok(())
}

/// A message that was found by its identity.
pub(crate) struct IdentifiedRow {
    pub id: MessageId,
    /// `None` if the row is damaged.
    pub envelope: Option<Envelope>,
    pub damaged: bool,
}

/// Returns the message with an identity, if there is one.
pub(crate) fn identified(
    connection: &Connection,
    identity: &Digest,
) -> Result<Option<IdentifiedRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, envelope, damaged FROM message WHERE identity = ?1")?;
    let row = |row: &Row<'_>| {
        let envelope = stored_envelope(&row.get::<_, String>(1)?);
        Ok(IdentifiedRow { id: row.get(0)?, envelope, damaged: row.get(2)? })
    };
    Ok(statement.query_row(params![identity], row).optional()?)
}

/// Returns true if the catalogue has no message with this identity.
pub(crate) fn identity_is_free(connection: &Connection, identity: &Digest) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM message WHERE identity = ?1")?;
    Ok(!statement.exists(params![identity])?)
}

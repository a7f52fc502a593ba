//! Rows of `occurrence`: the positions at which items were found.

use foundmail_mail::ItemKind;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::import::ImportStart;
use super::words::stored_as_word;
use crate::error::StoreError;
use crate::ids::{FolderId, ImportId, MessageId, OccurrenceId, VersionId};

/// The result for one item. Every item has exactly one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The item is new and whole.
    Ready,
    /// The item is a copy of a stored message.
    Copy,
    /// The item is damaged. The readable part of it is stored.
    Damaged,
}

stored_as_word!(Outcome, Ready = "ready", Copy = "copy", Damaged = "damaged"; else Damaged);

/// One position at which a message was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccurrenceRow {
    /// Full path of the source.
    pub source: String,
    /// Format of the source.
    pub format: String,
    /// The folder.
    pub folder: FolderId,
    /// Position in the source, in the reader's notation.
    pub position: String,
    /// A sentence that says how the item was recovered. Empty if it was not recovered.
    pub recovered: String,
    /// The separator line before the message in an MBOX; empty in other formats.
    pub separator: String,
}

/// The facts that are known about an item even if its content is lost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hint {
    /// Subject of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Sender of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Date of the item, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<i64>,
}

/// An occurrence that an import has just found.
pub(crate) struct NewOccurrence<'i> {
    pub folder: FolderId,
    pub position: &'i str,
    pub message: Option<MessageId>,
    pub version: Option<VersionId>,
    pub outcome: Outcome,
    pub kind: ItemKind,
    pub recovered: &'i str,
    pub separator: &'i str,
    pub attachments: u32,
    /// Number of incomplete attachments.
    pub unreadable: u32,
    pub hint: &'i Hint,
}

/// The result of [`put_occurrence`].
pub(crate) struct PutOccurrence {
    /// The occurrence, if its row was written; the caller then adds its defects. `None` if this import already
    /// counted the item before it was interrupted.
    pub written: Option<OccurrenceId>,
    /// True if an earlier import found the item at this position.
    pub was_here: bool,
}

/// Records an occurrence. If the item was found at this position before, with the same bytes, the existing row is
/// updated and now belongs to this import. The existing row is also updated if the item could not be read before
/// and can be read now.
pub(crate) fn put_occurrence(
    connection: &Connection,
    start: ImportStart,
    new: &NewOccurrence<'_>,
) -> Result<PutOccurrence, StoreError> {
    let known = known(connection, start, new)?;
    let was_here = known.is_some_and(|known| known.import != start.import);
    if known.is_some_and(|known| known.import == start.import && (known.is_read || new.version.is_none())) {
        return Ok(PutOccurrence { written: None, was_here: false });
    }
    let known = known.map(|known| known.id);
    write(connection, start, new, known)?;
    if let Some(id) = known {
        connection.prepare_cached("DELETE FROM defect WHERE occurrence_id = ?1")?.execute(params![id])?;
        return Ok(PutOccurrence { written: Some(id), was_here });
    }
    let id = u32::try_from(connection.last_insert_rowid()).map(OccurrenceId);
    let id = id.map_err(|_| StoreError::unexpected("all ids of the table are used"))?;
    Ok(PutOccurrence { written: Some(id), was_here })
}

/// A stored occurrence at the position of a new one.
#[derive(Clone, Copy)]
struct KnownOccurrence {
    id: OccurrenceId,
    import: ImportId,
    /// False if nothing of the item could be read.
    is_read: bool,
}

/// Returns the stored occurrence that a new one updates. It is the occurrence with the same bytes, or else one of
/// which nothing could be read. If nothing of the item can be read now, it can also be an occurrence with bytes
/// that this import itself stored before an interruption.
fn known(
    connection: &Connection,
    start: ImportStart,
    new: &NewOccurrence<'_>,
) -> Result<Option<KnownOccurrence>, StoreError> {
    let sql = "SELECT id, import_id, version_id IS NOT NULL FROM occurrence
               WHERE source_id = ?1 AND position = ?2
                 AND (version_id IS ?3 OR version_id IS NULL OR (?3 IS NULL AND import_id = ?4))
               ORDER BY version_id IS NOT NULL DESC LIMIT 1";
    let known = connection
        .prepare_cached(sql)?
        .query_row(params![start.source, new.position, new.version, start.import], |row| {
            Ok(KnownOccurrence { id: row.get(0)?, import: row.get(1)?, is_read: row.get(2)? })
        });
    Ok(known.optional()?)
}

/// Writes the row with an `UPDATE` or an `INSERT`. A single upsert statement would cost more: for such a
/// statement, `SQLite` keeps an additional statement journal.
fn write(
    connection: &Connection,
    start: ImportStart,
    new: &NewOccurrence<'_>,
    known: Option<OccurrenceId>,
) -> Result<(), StoreError> {
    let hint = serde_json::to_string(new.hint).map_err(StoreError::unexpected)?;
    let sql = if known.is_some() {
        "UPDATE occurrence SET source_id = ?2, folder_id = ?3, import_id = ?4, position = ?5, message_id = ?6,
                               version_id = ?7, outcome = ?8, kind = ?9, recovered = ?10, separator = ?11,
                               attachments = ?12, unreadable = ?13, hint = ?14 WHERE id = ?1"
    } else {
        "INSERT INTO occurrence (id, source_id, folder_id, import_id, position, message_id, version_id, outcome, kind,
                                 recovered, separator, attachments, unreadable, hint)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    };
    connection.prepare_cached(sql)?.execute(params![
        known,
        start.source,
        new.folder,
        start.import,
        new.position,
        new.message,
        new.version,
        new.outcome,
        new.kind.word(),
        new.recovered,
        new.separator,
        new.attachments,
        new.unreadable,
        hint,
    ])?;
    Ok(())
}

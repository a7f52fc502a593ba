//! Rows of `defect`: the damage that imports found.

use foundmail_defect::{Defect, Effect};
use rusqlite::{Connection, Row, params};

use super::import::ImportStart;
use super::occurrence::Hint;
use crate::error::StoreError;
use crate::ids::{FolderId, MessageId, OccurrenceId};

/// A defect in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefectRow {
    /// Byte offset in the source.
    pub offset: Option<u64>,
    /// The folder of the damaged item, or the damaged folder itself.
    pub folder: Option<FolderId>,
    /// The damaged structure, in the terms of its standard.
    pub structure: String,
    /// The damage in words.
    pub what: String,
    /// Effect of the damage on the item.
    pub effect: Effect,
    /// The known facts about the damaged item.
    pub hint: Hint,
    /// The stored message, if some of the item could be stored.
    pub message: Option<MessageId>,
    /// The occurrence of the item. `None` for damage of a folder or of the whole source.
    pub occurrence: Option<OccurrenceId>,
}

/// Adds a defect. `occurrence` is `None` for damage that belongs to no item.
pub(crate) fn insert_defect(
    connection: &Connection,
    start: ImportStart,
    occurrence: Option<OccurrenceId>,
    folder: Option<FolderId>,
    defect: &Defect,
) -> Result<(), StoreError> {
    // No file has a larger offset than SQLite's integers can express.
    let offset = defect.offset.and_then(|offset| i64::try_from(offset).ok());
    let effect = serde_json::to_value(defect.effect).map_err(StoreError::unexpected)?;
    connection
        .prepare_cached(
            "INSERT INTO defect (source_id, import_id, occurrence_id, folder_id, offset, structure, what, effect)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            start.source,
            start.import,
            occurrence,
            folder,
            offset,
            defect.structure,
            defect.what,
            effect.as_str().unwrap_or_default(),
        ])?;
    Ok(())
}

/// Reads a row with the columns `offset, folder_id, structure, what, effect, hint, message_id, occurrence_id`.
pub(crate) fn defect_of_row(row: &Row<'_>) -> rusqlite::Result<DefectRow> {
    let effect: String = row.get(4)?;
    let hint: String = row.get(5)?;
    Ok(DefectRow {
        offset: row.get(0)?,
        folder: row.get(1)?,
        structure: row.get(2)?,
        what: row.get(3)?,
        effect: serde_json::from_value(effect.into()).unwrap_or(Effect::ItemLost),
        hint: serde_json::from_str(&hint).unwrap_or_default(),
        message: row.get(6)?,
        occurrence: row.get(7)?,
    })
}

/// Returns a defect that reports an unreadable envelope in the catalogue.
pub(crate) fn lost_envelope(message: MessageId) -> Defect {
    let what = format!(
        "Message {message} is damaged in the archive: its lists of people and attachments cannot be read. \
         Verify the archive, and import the source of the message again."
    );
    Defect::new("catalogue", what, Effect::HeaderIncomplete)
}

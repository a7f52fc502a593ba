//! Reading the defects of messages.

use rusqlite::{OptionalExtension, params};

use super::reader::StoreReader;
use crate::catalogue::{DefectRow, Hint, defect_of_row, lost_envelope, stored_envelope};
use crate::error::StoreError;
use crate::ids::MessageId;

impl StoreReader {
    /// Returns the defects of all occurrences of a message. If the message's envelope in the catalogue is damaged,
    /// the last defect says so.
    pub fn message_defects(&self, message: MessageId) -> Result<Vec<DefectRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.offset, d.folder_id, d.structure, d.what, d.effect, p.hint, p.message_id, d.occurrence_id
             FROM occurrence p JOIN defect d ON d.occurrence_id = p.id WHERE p.message_id = ?1 ORDER BY d.id",
        )?;
        let rows = statement.query_map(params![message], defect_of_row)?;
        let mut defects = rows.collect::<Result<Vec<_>, _>>()?;
        defects.extend(self.envelope_defect(message)?);
        Ok(defects)
    }

    fn envelope_defect(&self, message: MessageId) -> Result<Option<DefectRow>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT envelope FROM message WHERE id = ?1")?;
        let json: Option<String> = statement.query_row(params![message], |row| row.get(0)).optional()?;
        let is_lost = json.is_some_and(|json| stored_envelope(&json).is_none());
        Ok(is_lost.then(|| {
            let defect = lost_envelope(message);
            DefectRow {
                offset: defect.offset,
                folder: None,
                structure: defect.structure,
                what: defect.what,
                effect: defect.effect,
                hint: Hint::default(),
                message: Some(message),
                occurrence: None,
            }
        }))
    }
}

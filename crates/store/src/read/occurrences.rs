//! Reading the positions at which items were found.

use rusqlite::params;

use super::reader::StoreReader;
use crate::catalogue::{ImportStart, OccurrenceRow};
use crate::error::StoreError;
use crate::ids::{FolderId, MessageId, SourceId};

/// Numbers of damaged items, grouped by how much of them could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DamagedOccurrences {
    /// Items whose readable part is shown.
    pub shown: u32,
    /// Messages of the items in `shown`. Several items can be the same message.
    pub messages: u32,
    /// Items that are whole at another position.
    pub copies: u32,
    /// Items of which nothing could be read.
    pub lost: u32,
}

impl StoreReader {
    /// Returns pairs of a message and a folder in which it was found. They are not sorted, and a pair can occur
    /// several times.
    pub fn messages_with_folders(&self) -> Result<Vec<(MessageId, FolderId)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT message_id, folder_id FROM occurrence WHERE message_id IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the messages that were recovered, that is, found although no folder lists them.
    pub fn recovered_messages(&self) -> Result<Vec<MessageId>, StoreError> {
        let sql = "SELECT message_id FROM occurrence WHERE message_id IS NOT NULL AND recovered <> ''";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns every occurrence of a message.
    pub fn occurrences(&self, message: MessageId) -> Result<Vec<OccurrenceRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.path, s.format, p.folder_id, p.position, p.recovered, p.separator
             FROM occurrence p JOIN source s ON s.id = p.source_id WHERE p.message_id = ?1 ORDER BY p.id",
        )?;
        let rows = statement.query_map(params![message], |row| {
            Ok(OccurrenceRow {
                source: row.get(0)?,
                format: row.get(1)?,
                folder: row.get(2)?,
                position: row.get(3)?,
                recovered: row.get(4)?,
                separator: row.get(5)?,
            })
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns true if this import has already stored the item at `position`. Returns false for an item that could
    /// not be read, because it may be readable now.
    pub fn has_occurrence(&self, start: ImportStart, position: &str) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM occurrence WHERE source_id = ?1 AND position = ?2 AND import_id = ?3
                                            AND version_id IS NOT NULL",
        )?;
        Ok(statement.exists(params![start.source, position, start.import])?)
    }

    /// Counts the damaged items, grouped by how much of them could be read.
    pub fn damaged_occurrences(&self) -> Result<DamagedOccurrences, StoreError> {
        let sql = "SELECT count(*) FILTER (WHERE m.damaged), count(DISTINCT m.id) FILTER (WHERE m.damaged),
                          count(*) FILTER (WHERE NOT m.damaged), count(*) FILTER (WHERE m.id IS NULL)
                   FROM occurrence p LEFT JOIN message m ON m.id = p.message_id WHERE p.outcome = 'damaged'";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok(DamagedOccurrences {
                shown: row.get(0)?,
                messages: row.get(1)?,
                copies: row.get(2)?,
                lost: row.get(3)?,
            })
        })?)
    }

    /// Counts the items in the newest import of a source. Returns their number, and how many of them are mail.
    pub fn items_of(&self, source: SourceId) -> Result<(u32, u32), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE kind = 'mail') FROM occurrence
             WHERE import_id = (SELECT max(id) FROM import WHERE source_id = ?1)",
        )?;
        Ok(statement.query_row(params![source], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

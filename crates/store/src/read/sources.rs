//! Reading sources and their states.

use std::collections::HashMap;

use super::reader::StoreReader;
use crate::catalogue::{SourceRow, SourceState};
use crate::error::StoreError;
use crate::ids::SourceId;

impl StoreReader {
    /// Returns all sources, in the order of their first import.
    pub fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, s.path, s.name, s.format, s.size,
                    (SELECT count(DISTINCT message_id) FROM occurrence p WHERE p.source_id = s.id)
             FROM source s ORDER BY s.id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(SourceRow {
                id: row.get(0)?,
                path: row.get(1)?,
                name: row.get(2)?,
                format: row.get(3)?,
                size: row.get(4)?,
                count: row.get(5)?,
            })
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the state of every source, by the id of the source.
    pub fn source_states(&self) -> Result<HashMap<SourceId, SourceState>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT source_id, state, shortfalls, bytes_read, texts_left, replaced_by FROM source_state",
        )?;
        let rows = statement.query_map([], |row| {
            let shortfalls: String = row.get(2)?;
            let state = SourceState {
                progress: row.get(1)?,
                shortfalls: serde_json::from_str(&shortfalls).unwrap_or_default(),
                bytes_read: row.get(3)?,
                texts_left: row.get(4)?,
                replaced_by: row.get(5)?,
            };
            Ok((row.get(0)?, state))
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

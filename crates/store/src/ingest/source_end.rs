//! The end of the reading of a source.

use rusqlite::params;

use super::writer::StoreWriter;
use crate::catalogue::SourceState;
use crate::error::StoreError;
use crate::ids::SourceId;

/// The maximum number of stored shortfalls of one source. A hostile file can cause any number of them, and the
/// first ones are enough.
const MOST_SHORTFALLS: usize = 1000;

impl StoreWriter {
    /// Stores the state of a source at the end of its reading.
    pub fn end_source(&mut self, source: SourceId, state: &SourceState) -> Result<(), StoreError> {
        let shortfalls = state.shortfalls.get(..MOST_SHORTFALLS).unwrap_or(&state.shortfalls);
        let shortfalls = serde_json::to_string(shortfalls).map_err(StoreError::unexpected)?;
        self.connection.execute(
            "UPDATE source_state SET state = ?2, shortfalls = ?3, bytes_read = ?4, texts_left = ?5, replaced_by = NULL
             WHERE source_id = ?1",
            params![source, state.progress, shortfalls, state.bytes_read, state.texts_left],
        )?;
        Ok(())
    }

    /// Returns true if the archive has an item of the source, whole or damaged.
    pub fn has_items(&self, source: SourceId) -> Result<bool, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT 1 FROM occurrence WHERE source_id = ?1 LIMIT 1")?;
        Ok(statement.exists(params![source])?)
    }
}

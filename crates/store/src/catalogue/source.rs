//! Rows of `source`: the files and folders that were imported.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::ids::SourceId;

/// A file or folder that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Id of the source.
    pub id: SourceId,
    /// Full path.
    pub path: String,
    /// Name shown to the user.
    pub name: String,
    /// Format of the source, such as `pst`, `mbox` or `folder`.
    pub format: String,
    /// Size of the source in bytes at its last import.
    pub size: u64,
    /// Number of messages in the source. A message that was found several times counts once.
    pub count: u32,
}

/// Returns the source at a path. Adds the source, or updates its name, format, size and date, if needed.
pub(crate) fn put_source(
    connection: &Connection,
    path: &str,
    name: &str,
    format: &str,
    size: u64,
    modified: i64,
) -> Result<SourceId, StoreError> {
    connection.execute(
        "INSERT INTO source (path, name, format, size, modified) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (path) DO UPDATE SET name = ?2, format = ?3, size = ?4, modified = ?5",
        params![path, name, format, size, modified],
    )?;
    Ok(connection.query_row("SELECT id FROM source WHERE path = ?1", params![path], |row| row.get(0))?)
}

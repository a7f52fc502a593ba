//! Rows of `folder`: the folders of sources.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::ids::{FolderId, SourceId};

/// A folder, with the number of its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRow {
    /// Its id.
    pub id: FolderId,
    /// Its source.
    pub source: SourceId,
    /// Its parent folder.
    pub parent: Option<FolderId>,
    /// Its name, without its parents.
    pub name: String,
    /// Messages that were found in it, each counted once.
    pub count: u32,
}

/// Returns the folder that the reader calls `key`. Adds it, or updates its parent and name, if needed.
pub(crate) fn put_folder(
    connection: &Connection,
    source: SourceId,
    parent: Option<FolderId>,
    key: &str,
    name: &str,
) -> Result<FolderId, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO folder (source_id, parent_id, key, name) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (source_id, key) DO UPDATE SET parent_id = ?2, name = ?4 RETURNING id",
    )?;
    Ok(statement.query_row(params![source, parent, key, name], |row| row.get(0))?)
}

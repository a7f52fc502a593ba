//! Rows of `folder`: the folders of sources.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::ids::{FolderId, SourceId};

/// A folder, with the number of its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRow {
    /// Id of the folder.
    pub id: FolderId,
    /// Source of the folder.
    pub source: SourceId,
    /// Parent folder, or `None` for a folder at the top.
    pub parent: Option<FolderId>,
    /// Name of the folder, without the names of its parents.
    pub name: String,
    /// Number of messages in the folder. A message that was found several times counts once.
    pub count: u32,
}

/// Returns the folder that the reader calls `key`. Adds the folder, or updates its parent and name, if needed.
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

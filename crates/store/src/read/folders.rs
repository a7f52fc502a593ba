//! Reading folders.

use std::collections::HashMap;

use foundmail_mail::ItemKind;
use rusqlite::params;

use super::reader::StoreReader;
use crate::catalogue::FolderRow;
use crate::error::StoreError;
use crate::ids::FolderId;

impl StoreReader {
    /// Returns all folders with the numbers of their messages, in the order in which they were found.
    pub fn folders(&self) -> Result<Vec<FolderRow>, StoreError> {
        let mut counts: HashMap<FolderId, u32> = HashMap::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT folder_id, count(DISTINCT message_id) FROM occurrence WHERE message_id IS NOT NULL GROUP BY folder_id",
        )?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (folder, count) = row?;
            counts.insert(folder, count);
        }
        self.folder_rows(&counts)
    }

    /// Returns all folders, in the order in which they were found. Their messages are not counted: each count is
    /// 0.
    pub fn folder_tree(&self) -> Result<Vec<FolderRow>, StoreError> {
        self.folder_rows(&HashMap::new())
    }

    fn folder_rows(&self, counts: &HashMap<FolderId, u32>) -> Result<Vec<FolderRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, source_id, parent_id, name FROM folder ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let id = row.get(0)?;
            Ok(FolderRow {
                id,
                source: row.get(1)?,
                parent: row.get(2)?,
                name: row.get(3)?,
                count: counts.get(&id).copied().unwrap_or(0),
            })
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the kind of most items of each folder that has items.
    pub fn folder_kinds(&self) -> Result<HashMap<FolderId, ItemKind>, StoreError> {
        let mut kinds = HashMap::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT folder_id, kind FROM occurrence GROUP BY folder_id, kind ORDER BY count(*)",
        )?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (folder, kind): (FolderId, String) = row?;
            kinds.insert(folder, ItemKind::of_word(&kind));
        }
        Ok(kinds)
    }

    /// Returns the names of a folder and of its parents, beginning at the top.
    pub fn folder_path(&self, folder: FolderId) -> Result<Vec<String>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT name, parent_id FROM folder WHERE id = ?1")?;
        let mut path = Vec::new();
        let mut next = Some(folder);
        // No mailbox has folders of this depth. If rows are damaged, the parents can form a cycle.
        while let Some(id) = next.take_if(|_| path.len() < 200) {
            let (name, parent): (String, Option<FolderId>) =
                statement.query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            path.push(name);
            next = parent;
        }
        path.reverse();
        Ok(path)
    }
}

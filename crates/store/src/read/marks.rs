//! Reading the owner's marks.

use rusqlite::OptionalExtension;

use super::reader::StoreReader;
use crate::error::StoreError;
use crate::ids::{MessageId, TagId};

/// All marks of the messages in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// The messages with a star.
    pub starred: Vec<MessageId>,
    /// The tags, in the order of their creation. Some of them can have no message in the archive.
    pub tags: Vec<(TagId, String)>,
    /// Pairs of a message and one of its tags.
    pub tagged: Vec<(MessageId, TagId)>,
}

impl StoreReader {
    /// Returns the number of the last change of a mark. It grows with each change.
    pub fn mark_sequence(&self) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT sequence FROM mark_state WHERE id = 1")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    /// Returns all marks of the messages in the archive.
    pub fn marks(&self) -> Result<Marks, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT message_id FROM mark WHERE message_id IS NOT NULL AND starred <> 0")?;
        let starred = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut statement = self.connection.prepare_cached("SELECT id, name FROM tag ORDER BY id")?;
        // A damaged name must not make all marks unreadable; `verify` reports it.
        let tags = statement.query_map([], |row| {
            let name = row.get_ref(1)?.as_bytes().map(String::from_utf8_lossy).unwrap_or_default();
            Ok((row.get(0)?, name.into_owned()))
        })?;
        let tags = tags.collect::<Result<_, _>>()?;
        let mut statement = self.connection.prepare_cached(
            "SELECT m.message_id, t.tag_id FROM mark_tag t JOIN mark m ON m.id = t.mark_id
             WHERE m.message_id IS NOT NULL",
        )?;
        let tagged = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Marks { starred, tags, tagged: tagged.collect::<Result<_, _>>()? })
    }
}

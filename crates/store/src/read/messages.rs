//! Reading messages and threads.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::reader::StoreReader;
use crate::catalogue::{MESSAGE_COLUMNS, MessageRow, message_of_row};
use crate::error::StoreError;
use crate::ids::{MessageId, ThreadId};

/// Counts of the whole archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ArchiveTotals {
    /// Messages. A message that was found several times counts once.
    pub messages: u32,
    /// Threads.
    pub conversations: u32,
    /// Incomplete messages.
    pub damaged_messages: u32,
    /// Items that were damaged at the position at which they were found. Some of them are lost, others are whole
    /// at another position.
    pub damaged_items: u32,
}

impl StoreReader {
    /// Returns the row of a message.
    pub fn message(&self, id: MessageId) -> Result<MessageRow, StoreError> {
        let sql = format!("SELECT {MESSAGE_COLUMNS} FROM message WHERE id = ?1");
        let found =
            self.connection.prepare_cached(&sql)?.query_row(params![id], message_of_row).optional()?;
        found.ok_or(StoreError::NoMessage { id })
    }

    /// Returns the messages of a thread, oldest first. Messages without a date are last.
    pub fn thread(&self, thread: ThreadId) -> Result<Vec<MessageRow>, StoreError> {
        let sql = format!(
            "SELECT {MESSAGE_COLUMNS} FROM message WHERE thread_id = ?1 ORDER BY date IS NULL, date, id"
        );
        self.message_rows(&sql, params![thread])
    }

    /// Returns at most `limit` messages that changed after the change with the number `sequence`, in the order of
    /// their changes.
    pub fn changed_since(&self, sequence: u64, limit: u32) -> Result<Vec<MessageRow>, StoreError> {
        let sql =
            format!("SELECT {MESSAGE_COLUMNS} FROM message WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        self.message_rows(&sql, params![sequence, limit])
    }

    /// Returns the sequence number of the last change, and the number of messages.
    pub fn sequence_and_count(&self) -> Result<(u64, u32), StoreError> {
        let sql = "SELECT coalesce(max(sequence), 0), count(*) FROM message";
        Ok(self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Returns the ids of all messages. They are not sorted.
    pub fn message_ids(&self) -> Result<Vec<MessageId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM message")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the threads that were joined into another thread, each with the id of that thread.
    pub fn thread_aliases(&self) -> Result<HashMap<ThreadId, ThreadId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT thread_id, into_id FROM thread_alias")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Counts messages, threads and damage.
    pub fn totals(&self) -> Result<ArchiveTotals, StoreError> {
        let sql = "SELECT count(*), count(DISTINCT thread_id), count(*) FILTER (WHERE damaged),
                          (SELECT count(*) FROM occurrence WHERE outcome = 'damaged') FROM message";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok(ArchiveTotals {
                messages: row.get(0)?,
                conversations: row.get(1)?,
                damaged_messages: row.get(2)?,
                damaged_items: row.get(3)?,
            })
        })?)
    }

    fn message_rows(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<MessageRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(values, message_of_row)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

//! Reading from the archive.

use std::collections::HashMap;
use std::path::PathBuf;

use foundmail_mail::ItemKind;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::import::SourceRow;
use crate::people::Envelope;
use crate::{MessageId, StoreError, ThreadId};

/// A view of the archive.
pub struct Reader {
    pub(crate) connection: Connection,
    pub(crate) packs: PathBuf,
}

/// Holds a view of the archive as it is.
pub struct Snapshot<'r> {
    _transaction: Transaction<'r>,
    reader: &'r Reader,
}

impl Snapshot<'_> {
    /// Goes on with the archive as it is now.
    pub fn renew(&self) -> Result<(), StoreError> {
        self.reader.renew()
    }
}

/// A message in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Its id.
    pub id: MessageId,
    /// Its conversation.
    pub thread: ThreadId,
    /// Number of its last change that the index has to follow.
    pub sequence: u64,
    /// Seconds since 1970.
    pub date: Option<i64>,
    /// Its subject.
    pub subject: String,
    /// People and attachments.
    pub envelope: Envelope,
    /// The beginning of its text.
    pub snippet: String,
    /// What it is.
    pub kind: ItemKind,
    /// Size of its bytes.
    pub size: u64,
    /// True if something of it is missing.
    pub damaged: bool,
}

/// Counts over the whole archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Messages, each counted once.
    pub messages: u32,
    /// Conversations.
    pub conversations: u32,
    /// Messages of which something is missing.
    pub damaged_messages: u32,
    /// Items that are not whole at the position where they were found: some are lost, some are whole elsewhere.
    pub damaged_items: u32,
}

/// Items that are not whole, counted by what is left of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DamagedPlaces {
    /// Those that are shown as far as they could be read.
    pub shown: u32,
    /// The messages that these are; one may lie in several places.
    pub messages: u32,
    /// Copies of messages that are whole elsewhere.
    pub copies: u32,
    /// Those of which nothing could be read.
    pub lost: u32,
}

const COLUMNS: &str = "id, thread_id, sequence, date, subject, envelope, snippet, kind, size, damaged";

impl Reader {
    pub(crate) fn new(connection: Connection, packs: PathBuf) -> Self {
        Self { connection, packs }
    }

    /// Holds the view as it is until what is given is let go, which spares each question the locks. Where bytes have
    /// gone elsewhere meanwhile it goes on with a new view.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Ok(Snapshot { _transaction: self.connection.unchecked_transaction()?, reader: self })
    }

    /// Ends a view that is held, and begins a new one.
    pub(crate) fn renew(&self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("COMMIT; BEGIN")?;
        }
        Ok(())
    }

    /// A message's row.
    pub fn message(&self, id: MessageId) -> Result<MessageRow, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE id = ?1");
        let found =
            self.connection.prepare_cached(&sql)?.query_row(params![id], message_of_row).optional()?;
        found.ok_or(StoreError::NoMessage { id })
    }

    /// The messages of a conversation, oldest first, those without a date at the end.
    pub fn thread(&self, thread: ThreadId) -> Result<Vec<MessageRow>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM message WHERE thread_id = ?1 ORDER BY date IS NULL, date, id");
        self.rows(&sql, params![thread])
    }

    /// How many messages a conversation has.
    pub fn thread_count(&self, thread: ThreadId) -> Result<u32, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT count(*) FROM message WHERE thread_id = ?1")?;
        Ok(statement.query_row(params![thread], |row| row.get(0))?)
    }

    /// Messages whose last change has a higher number than `sequence`, in order of change.
    pub fn changed_since(&self, sequence: u64, limit: u32) -> Result<Vec<MessageRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        self.rows(&sql, params![sequence, limit])
    }

    /// Number of the last change, and how many messages there are.
    pub fn sequence_and_count(&self) -> Result<(u64, u32), StoreError> {
        let sql = "SELECT coalesce(max(sequence), 0), count(*) FROM message";
        Ok(self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Ids of all messages, in no order.
    pub fn message_ids(&self) -> Result<Vec<MessageId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM message")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Conversations that became part of another one, and that one.
    pub fn thread_aliases(&self) -> Result<HashMap<ThreadId, ThreadId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT thread_id, into_id FROM thread_alias")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Messages, conversations and damage in all.
    pub fn totals(&self) -> Result<Totals, StoreError> {
        let sql = "SELECT count(*), count(DISTINCT thread_id), count(*) FILTER (WHERE damaged),
                          (SELECT count(*) FROM place WHERE outcome = 'damaged') FROM message";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok(Totals {
                messages: row.get(0)?,
                conversations: row.get(1)?,
                damaged_messages: row.get(2)?,
                damaged_items: row.get(3)?,
            })
        })?)
    }

    /// Items that are not whole, counted by what is left of them.
    pub fn damaged_places(&self) -> Result<DamagedPlaces, StoreError> {
        let sql = "SELECT count(*) FILTER (WHERE m.damaged), count(DISTINCT m.id) FILTER (WHERE m.damaged),
                          count(*) FILTER (WHERE NOT m.damaged), count(*) FILTER (WHERE m.id IS NULL)
                   FROM place p LEFT JOIN message m ON m.id = p.message_id WHERE p.outcome = 'damaged'";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok(DamagedPlaces {
                shown: row.get(0)?,
                messages: row.get(1)?,
                copies: row.get(2)?,
                lost: row.get(3)?,
            })
        })?)
    }

    /// All sources, in the order of their first import.
    pub fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, s.path, s.name, s.format, s.size,
                    (SELECT count(DISTINCT message_id) FROM place p WHERE p.source_id = s.id)
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

    fn rows(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<MessageRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(values, message_of_row)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

fn message_of_row(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    let envelope: String = row.get(5)?;
    let kind: String = row.get(7)?;
    Ok(MessageRow {
        id: row.get(0)?,
        thread: row.get(1)?,
        sequence: row.get(2)?,
        date: row.get(3)?,
        subject: row.get(4)?,
        envelope: serde_json::from_str(&envelope).unwrap_or_default(),
        snippet: row.get(6)?,
        kind: ItemKind::of_word(&kind),
        size: row.get(8)?,
        damaged: row.get(9)?,
    })
}

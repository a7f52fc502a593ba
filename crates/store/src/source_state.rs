//! The completeness of each source: whole, incomplete, unreadable, or not read to its end yet.

use std::collections::HashMap;

use foundmail_defect::Shortfall;
use rusqlite::{Transaction, params};

use crate::batch::Batch;
use crate::read::Reader;
use crate::writer::Writer;
use crate::{SourceId, StoreError};

/// How far the reading of a source came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// An import began and has not ended. While nobody imports, it was broken off.
    Reading,
    /// Every message of the source was read, or is counted as damaged.
    Whole,
    /// Messages may be missing that nobody counted.
    Incomplete,
    /// Nothing of the source could be read.
    Unreadable,
}

impl Progress {
    fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Whole => "whole",
            Self::Incomplete => "incomplete",
            Self::Unreadable => "unreadable",
        }
    }

    /// Reads a word. One that this release does not know means a state that is not whole.
    fn of_word(word: &str) -> Self {
        match word {
            "reading" => Self::Reading,
            "whole" => Self::Whole,
            "unreadable" => Self::Unreadable,
            _ => Self::Incomplete,
        }
    }
}

/// The state of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// How far the reading came.
    pub progress: Progress,
    /// Reasons why messages may be missing.
    pub shortfalls: Vec<Shortfall>,
    /// Bytes of the source that were read.
    pub bytes_read: u64,
    /// Attachments whose text was left out on request, so that it cannot be searched.
    pub texts_left: u32,
    /// A whole source that has the messages of this incomplete one.
    pub replaced_by: Option<SourceId>,
}

/// Shortfalls of one source that are kept. The first ones tell enough.
const MOST_SHORTFALLS: usize = 1000;
/// Percent of an incomplete source's messages that a better copy of the same mailbox has at least. Not all: some were
/// recovered from space that the mailbox had given up.
const SHARED: u64 = 90;
/// Percent of them that it has at the same position or in a folder of the same name. A larger mailbox of somebody else may
/// contain the same messages, but not in the same order and folders.
const SAME_PLACE: u64 = 60;
/// Messages of an incomplete source below which nothing can be said: any mailbox may have a newsletter.
const FEWEST: u64 = 5;

/// Notes that a source is being read. A source that was read to its end before, and has not changed since, keeps its
/// state until the new import ends: breaking that one off loses nothing.
pub(crate) fn begin(
    transaction: &Transaction<'_>,
    source: SourceId,
    is_unchanged: bool,
) -> Result<(), StoreError> {
    if !is_unchanged {
        transaction.execute("DELETE FROM source_state WHERE source_id = ?1", params![source])?;
    }
    transaction.execute(
        "INSERT INTO source_state (source_id, state) VALUES (?1, 'reading') ON CONFLICT (source_id) DO NOTHING",
        params![source],
    )?;
    Ok(())
}

impl Batch<'_> {
    /// Notes how many bytes of the source were read, and how many more texts of attachments were left out. The number of
    /// bytes never falls: a reading that goes on begins before the point where the last one stopped.
    pub fn note_read(&mut self, bytes: u64, texts_left: u32) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "UPDATE source_state SET bytes_read = max(bytes_read, ?2), texts_left = texts_left + ?3
                 WHERE source_id = ?1 AND state = 'reading'",
            )?
            .execute(params![self.start.source, bytes, texts_left])?;
        Ok(())
    }
}

impl Writer {
    /// Notes how the reading of a source ended.
    pub fn end_source(&mut self, source: SourceId, state: &SourceState) -> Result<(), StoreError> {
        let most = state.shortfalls.get(..MOST_SHORTFALLS).unwrap_or(&state.shortfalls);
        let json = serde_json::to_string(most).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        self.connection.execute(
            "UPDATE source_state SET state = ?2, shortfalls = ?3, bytes_read = ?4, texts_left = ?5, replaced_by = NULL
             WHERE source_id = ?1",
            params![source, state.progress.word(), json, state.bytes_read, state.texts_left],
        )?;
        Ok(())
    }

    /// Returns true if the archive has an item of the source, whole or damaged.
    pub fn has_items(&self, source: SourceId) -> Result<bool, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT 1 FROM place WHERE source_id = ?1 LIMIT 1")?;
        Ok(statement.exists(params![source])?)
    }

    /// Looks for a better copy of each source that is not whole, and notes it: a whole source of the same kind with the same
    /// messages in the same folders. Returns pairs of a source and its better copy, as far as they are new.
    pub fn find_better_copies(&mut self) -> Result<Vec<(SourceId, SourceId)>, StoreError> {
        let transaction = self.connection.transaction()?;
        // A damaged message of the incomplete source has other bytes than the sound one of its better copy.
        let lacking = counted(&transaction, "s.state = 'incomplete'", "AND p.outcome <> 'damaged'")?;
        let whole =
            if lacking.is_empty() { Vec::new() } else { counted(&transaction, "s.state = 'whole'", "")? };
        let mut found = Vec::new();
        for source in lacking.iter().filter(|source| source.messages >= FEWEST) {
            let mut better: Option<&Counted> = None;
            for other in &whole {
                let is_larger = better.is_none_or(|better| other.messages > better.messages);
                let may_be = other.family == source.family && other.messages > source.messages;
                if may_be && is_larger && is_same_mailbox(&transaction, source, other)? {
                    better = Some(other);
                }
            }
            let changed = transaction.execute(
                "UPDATE source_state SET replaced_by = ?2 WHERE source_id = ?1 AND replaced_by IS NOT ?2",
                params![source.id, better.map(|better| better.id)],
            )?;
            found.extend(better.filter(|_| changed > 0).map(|better| (source.id, better.id)));
        }
        transaction.commit()?;
        Ok(found)
    }
}

/// A source, and how many messages it has.
struct Counted {
    id: SourceId,
    family: Family,
    messages: u64,
}

/// Formats in which copies of one mailbox occur.
#[derive(PartialEq, Eq)]
enum Family {
    Outlook,
    Mbox,
    Files,
    Other(String),
}

impl Family {
    fn of(format: String) -> Self {
        match format.as_str() {
            "pst" | "ost" => Self::Outlook,
            "mbox" => Self::Mbox,
            "zip" | "tar" | "gzip" | "folder" | "maildir" | "mh" | "thunderbird" | "apple_mail" => {
                Self::Files
            }
            _ => Self::Other(format),
        }
    }
}

fn counted(transaction: &Transaction<'_>, state: &str, which: &str) -> Result<Vec<Counted>, StoreError> {
    let mut statement = transaction.prepare(&format!(
        "SELECT s.source_id, o.format, (SELECT count(DISTINCT message_id) FROM place p
                                        WHERE p.source_id = s.source_id {which})
         FROM source_state s JOIN source o ON o.id = s.source_id WHERE {state}"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(Counted { id: row.get(0)?, family: Family::of(row.get(1)?), messages: row.get(2)? })
    })?;
    rows.map(|row| row.map_err(StoreError::from)).collect()
}

/// Returns true if another source has nearly all whole messages of an incomplete one, most of them at the same place.
fn is_same_mailbox(
    transaction: &Transaction<'_>,
    source: &Counted,
    other: &Counted,
) -> Result<bool, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT count(DISTINCT p.message_id),
                count(DISTINCT p.message_id) FILTER (WHERE p.position = q.position
                    OR (f.parent_id IS NOT NULL AND g.parent_id IS NOT NULL AND f.name = g.name))
         FROM place p
         JOIN place q ON q.message_id = p.message_id AND q.source_id = ?2
         JOIN folder f ON f.id = p.folder_id
         JOIN folder g ON g.id = q.folder_id
         WHERE p.source_id = ?1 AND p.outcome <> 'damaged'",
    )?;
    let (shared, in_place): (u64, u64) =
        statement.query_row(params![source.id, other.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let is_at_least =
        |part: u64, percent: u64| part.saturating_mul(100) >= source.messages.saturating_mul(percent);
    Ok(is_at_least(shared, SHARED) && is_at_least(in_place, SAME_PLACE))
}

impl Reader {
    /// Returns the state of every source.
    pub fn source_states(&self) -> Result<HashMap<SourceId, SourceState>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT source_id, state, shortfalls, bytes_read, texts_left, replaced_by FROM source_state",
        )?;
        let rows = statement.query_map([], |row| {
            let word: String = row.get(1)?;
            let json: String = row.get(2)?;
            let state = SourceState {
                progress: Progress::of_word(&word),
                shortfalls: serde_json::from_str(&json).unwrap_or_default(),
                bytes_read: row.get(3)?,
                texts_left: row.get(4)?,
                replaced_by: row.get(5)?,
            };
            Ok((row.get(0)?, state))
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

#[cfg(test)]
mod tests {
    use foundmail_defect::{Reason, Shortfall};

    use super::{Progress, SourceState};
    use crate::{JobRequest, SourceId, Store, Writer};

    fn request() -> JobRequest {
        JobRequest { paths: vec!["/mail".to_owned()], recover: false, no_attachment_text: false }
    }

    fn begin(writer: &mut Writer, size: u64) -> SourceId {
        let job = writer.begin_job(0, &request()).unwrap();
        writer.begin_import(job, "/mail", "mail", "mbox", size, 1).unwrap().source
    }

    fn state(progress: Progress) -> SourceState {
        let shortfalls = vec![Shortfall::of(Reason::EndsEarly { size: 9, expected: Some(14) })];
        SourceState { progress, shortfalls, bytes_read: 7, texts_left: 0, replaced_by: None }
    }

    #[test]
    fn a_state_lasts_until_the_source_changes() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut writer = store.writer().unwrap();
        let now = |source| store.reader().unwrap().source_states().unwrap().get(&source).cloned().unwrap();
        let source = begin(&mut writer, 10);
        assert_eq!(now(source).progress, Progress::Reading);
        writer.end_source(source, &state(Progress::Incomplete)).unwrap();
        assert_eq!(now(source), state(Progress::Incomplete));
        begin(&mut writer, 10);
        assert_eq!(now(source).progress, Progress::Incomplete, "the same file is read once more");
        begin(&mut writer, 11);
        assert_eq!(now(source).progress, Progress::Reading, "the file has changed");
    }
}

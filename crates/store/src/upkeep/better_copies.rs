//! Better copies of incomplete sources. A better copy is a whole source: another file of the same mailbox.

use rusqlite::{Transaction, params};

use crate::error::StoreError;
use crate::ids::SourceId;
use crate::ingest::StoreWriter;

/// The minimum percentage of an incomplete source's messages that a better copy must contain. It is less than 100
/// because some messages were recovered from unused space of the mailbox.
const LEAST_SHARED: u64 = 90;
/// The minimum percentage of messages that have the same position, or are in a folder with the same name, in both
/// sources. The larger mailbox of another person can contain the same messages, but not in the same order and
/// folders.
const LEAST_IN_PLACE: u64 = 60;
/// The minimum number of messages of an incomplete source. With fewer, the match could be chance: many mailboxes
/// contain the same few newsletters.
const LEAST_MESSAGES: u64 = 5;

impl StoreWriter {
    /// Finds and stores the better copy of each incomplete source: a whole source of the same kind, with the same
    /// messages in the same folders. Returns the newly found pairs of an incomplete source and its better copy.
    pub fn find_better_copies(&mut self) -> Result<Vec<(SourceId, SourceId)>, StoreError> {
        let transaction = self.connection.transaction()?;
        // Damaged messages are not counted: they differ from the whole messages in the better copy.
        let lacking = counted_sources(&transaction, "s.state = 'incomplete'", "AND p.outcome <> 'damaged'")?;
        let whole = if lacking.is_empty() {
            Vec::new()
        } else {
            counted_sources(&transaction, "s.state = 'whole'", "")?
        };
        let mut found = Vec::new();
        for source in lacking.iter().filter(|source| source.messages >= LEAST_MESSAGES) {
            let mut better: Option<&CountedSource> = None;
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

/// A source with the number of its messages.
struct CountedSource {
    id: SourceId,
    family: FormatFamily,
    messages: u64,
}

/// Groups of formats. Copies of one mailbox can have different formats of the same group.
#[derive(PartialEq, Eq)]
enum FormatFamily {
    Outlook,
    Mbox,
    Files,
    Other(String),
}

impl FormatFamily {
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

/// Counts the messages of sources. `state` is an SQL condition for the sources, and `which` is one for the
/// occurrences.
fn counted_sources(
    transaction: &Transaction<'_>,
    state: &str,
    which: &str,
) -> Result<Vec<CountedSource>, StoreError> {
    let mut statement = transaction.prepare(&format!(
        "SELECT s.source_id, o.format, (SELECT count(DISTINCT message_id) FROM occurrence p
                                        WHERE p.source_id = s.source_id {which})
         FROM source_state s JOIN source o ON o.id = s.source_id WHERE {state}"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(CountedSource { id: row.get(0)?, family: FormatFamily::of(row.get(1)?), messages: row.get(2)? })
    })?;
    rows.map(|row| row.map_err(StoreError::from)).collect()
}

/// Returns true if another source has nearly all whole messages of an incomplete source. Most of them must have
/// the same position, or a folder with the same name, in both sources.
fn is_same_mailbox(
    transaction: &Transaction<'_>,
    source: &CountedSource,
    other: &CountedSource,
) -> Result<bool, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT count(DISTINCT p.message_id),
                count(DISTINCT p.message_id) FILTER (WHERE p.position = q.position
                    OR (f.parent_id IS NOT NULL AND g.parent_id IS NOT NULL AND f.name = g.name))
         FROM occurrence p
         JOIN occurrence q ON q.message_id = p.message_id AND q.source_id = ?2
         JOIN folder f ON f.id = p.folder_id
         JOIN folder g ON g.id = q.folder_id
         WHERE p.source_id = ?1 AND p.outcome <> 'damaged'",
    )?;
    let (shared, in_place): (u64, u64) =
        statement.query_row(params![source.id, other.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let is_at_least =
        |part: u64, percent: u64| part.saturating_mul(100) >= source.messages.saturating_mul(percent);
    Ok(is_at_least(shared, LEAST_SHARED) && is_at_least(in_place, LEAST_IN_PLACE))
}

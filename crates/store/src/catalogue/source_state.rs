//! Rows of `source_state`: the completeness of each source.

use foundmail_defect::Shortfall;
use rusqlite::{Connection, params};

use super::words::stored_as_word;
use crate::error::StoreError;
use crate::ids::SourceId;

/// How far a source was read, and with which result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceProgress {
    /// An import has begun and not ended. If no program is writing, the import was interrupted.
    Reading,
    /// Every message of the source was read, or is counted as damaged.
    Whole,
    /// Messages may be missing that are not counted as damaged.
    Incomplete,
    /// Nothing of the source could be read.
    Unreadable,
}

stored_as_word!(SourceProgress, Reading = "reading", Whole = "whole", Incomplete = "incomplete",
    Unreadable = "unreadable"; else Incomplete);

/// The state of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// How far the source was read, and with which result.
    pub progress: SourceProgress,
    /// Reasons why messages may be missing.
    pub shortfalls: Vec<Shortfall>,
    /// Bytes of the source that were read.
    pub bytes_read: u64,
    /// Number of attachments whose text was not extracted, because the user asked for that, or because the program
    /// that reads attachments could not be started. A search does not find their text.
    pub texts_left: u32,
    /// For an incomplete source: a whole source that has the same messages.
    pub replaced_by: Option<SourceId>,
}

/// Records that the reading of a source begins. An unchanged source keeps its state until the new import ends,
/// because nothing is lost if that import is interrupted.
pub(crate) fn begin_source(
    connection: &Connection,
    source: SourceId,
    is_unchanged: bool,
) -> Result<(), StoreError> {
    if !is_unchanged {
        connection.execute("DELETE FROM source_state WHERE source_id = ?1", params![source])?;
    }
    connection.execute(
        "INSERT INTO source_state (source_id, state, shortfalls, bytes_read, texts_left)
         VALUES (?1, 'reading', '[]', 0, 0) ON CONFLICT (source_id) DO NOTHING",
        params![source],
    )?;
    Ok(())
}

//! Rows of `import`. An import is the reading of one source.

use rusqlite::{Connection, OptionalExtension, params};

use super::words::stored_as_word;
use crate::error::StoreError;
use crate::ids::{ImportId, JobId, SourceId};

/// The state of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportStatus {
    /// The import has begun and not ended. If no program is writing, the import was interrupted, and the next
    /// import of the source continues it.
    Running,
    /// The source was read to its end.
    Done,
    /// The source changed before the import could be continued.
    Abandoned,
}

stored_as_word!(ImportStatus, Running = "running", Done = "done", Abandoned = "abandoned"; else Abandoned);

/// An import that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportStart {
    /// The source.
    pub source: SourceId,
    /// The import.
    pub import: ImportId,
    /// True if this import continues an interrupted one.
    pub resumed: bool,
    /// True if the interrupted import did not extract the text of attachments, and this import does.
    pub lacks_texts: bool,
}

/// Adds an import of a source.
pub(crate) fn insert_import(
    connection: &Connection,
    source: SourceId,
    job: JobId,
) -> Result<ImportId, StoreError> {
    let sql = "INSERT INTO import (source_id, job_id, state) VALUES (?1, ?2, ?3) RETURNING id";
    Ok(connection.query_row(sql, params![source, job, ImportStatus::Running], |row| row.get(0))?)
}

/// Returns the import of a source that was interrupted and can be continued, if there is one.
pub(crate) fn open_import_of(
    connection: &Connection,
    source: SourceId,
) -> Result<Option<ImportId>, StoreError> {
    let sql = "SELECT id FROM import WHERE source_id = ?1 AND state = ?2 ORDER BY id DESC LIMIT 1";
    let found = connection.query_row(sql, params![source, ImportStatus::Running], |row| row.get(0));
    Ok(found.optional()?)
}

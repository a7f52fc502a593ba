//! Imports: which source is read, and where a broken one goes on.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::read::Reader;
use crate::writer::Writer;
use crate::{ImportId, JobId, JobRequest, SourceId, StoreError, source_state};

/// A file or folder that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Its id.
    pub id: SourceId,
    /// Full path.
    pub path: String,
    /// Name shown to the owner.
    pub name: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`.
    pub format: String,
    /// Size in bytes at its last import.
    pub size: u64,
    /// Messages seen in it, each counted once.
    pub count: u32,
}

/// An import that may begin to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportStart {
    /// The source.
    pub source: SourceId,
    /// The import.
    pub import: ImportId,
    /// True if an earlier import of this source was broken off and this one goes on with it.
    pub resumed: bool,
    /// True if that one left out the text of attachments, which this one is to read.
    pub lacks_texts: bool,
}

impl Writer {
    /// Begins to read the source at `path`, or goes on where an import of it was broken off.
    pub fn begin_import(
        &mut self,
        job: JobId,
        path: &str,
        name: &str,
        format: &str,
        size: u64,
        modified: i64,
    ) -> Result<ImportStart, StoreError> {
        let transaction = self.connection.transaction()?;
        // A source that has changed since is another one: what lies at a position now is not what was stored.
        transaction.execute(
            "UPDATE import SET state = 'abandoned' WHERE state = 'running' AND source_id IN
                (SELECT id FROM source WHERE path = ?1 AND (size <> ?2 OR modified <> ?3))",
            params![path, size, modified],
        )?;
        // Of several sources that were imported together, those that were done when it was broken off need not be read
        // again either: an import that goes on names them all.
        transaction.execute(
            "UPDATE import SET state = 'running' WHERE id =
                (SELECT i.id FROM import i JOIN source s ON s.id = i.source_id JOIN job j ON j.id = i.job_id
                 WHERE s.path = ?1 AND s.size = ?2 AND s.modified = ?3 AND i.state = 'done'
                   AND j.state IN ('broken', 'cancelled', 'stopped', 'failed')
                   AND (SELECT request FROM job_request WHERE job_id = j.id)
                       = (SELECT request FROM job_request WHERE job_id = ?4)
                   AND i.id = (SELECT max(id) FROM import WHERE source_id = s.id))",
            params![path, size, modified, job],
        )?;
        let is_unchanged = transaction
            .prepare("SELECT 1 FROM source WHERE path = ?1 AND size = ?2 AND modified = ?3")?
            .exists(params![path, size, modified])?;
        transaction.execute(
            "INSERT INTO source (path, name, format, size, modified) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (path) DO UPDATE SET name = ?2, format = ?3, size = ?4, modified = ?5",
            params![path, name, format, size, modified],
        )?;
        let source: SourceId =
            transaction
                .query_row("SELECT id FROM source WHERE path = ?1", params![path], |row| row.get(0))?;
        let broken: Option<ImportId> = transaction
            .query_row(
                "SELECT id FROM import WHERE source_id = ?1 AND state = 'running' ORDER BY id DESC LIMIT 1",
                params![source],
                |row| row.get(0),
            )
            .optional()?;
        let lacks_texts = match broken {
            Some(import) => !leaves_texts(&transaction, job)? && leaves_texts_of(&transaction, import)?,
            None => false,
        };
        let import = match broken {
            Some(import) => {
                transaction.execute("UPDATE import SET job_id = ?2 WHERE id = ?1", params![import, job])?;
                // Damage that belongs to no item is met again.
                transaction.execute(
                    "DELETE FROM defect WHERE import_id = ?1 AND place_id IS NULL",
                    params![import],
                )?;
                import
            }
            None => transaction.query_row(
                "INSERT INTO import (source_id, job_id) VALUES (?1, ?2) RETURNING id",
                params![source, job],
                |row| row.get(0),
            )?,
        };
        source_state::begin(&transaction, source, is_unchanged)?;
        transaction.commit()?;
        Ok(ImportStart { source, import, resumed: broken.is_some(), lacks_texts })
    }

    /// Ends the reading of a source. A cancelled one stays open, so that it can go on.
    pub fn end_import(&mut self, import: ImportId) -> Result<(), StoreError> {
        self.connection.execute("UPDATE import SET state = 'done' WHERE id = ?1", params![import])?;
        Ok(())
    }
}

/// Returns true if a job leaves out the text of attachments.
fn leaves_texts(transaction: &Transaction<'_>, job: JobId) -> Result<bool, StoreError> {
    let request: Option<String> = transaction
        .query_row("SELECT request FROM job_request WHERE job_id = ?1", params![job], |row| row.get(0))
        .optional()?;
    let request = request.and_then(|json| serde_json::from_str::<JobRequest>(&json).ok());
    Ok(request.is_some_and(|request| request.no_attachment_text))
}

/// The same of the job to which an import belongs.
fn leaves_texts_of(transaction: &Transaction<'_>, import: ImportId) -> Result<bool, StoreError> {
    let job = transaction
        .query_row("SELECT job_id FROM import WHERE id = ?1", params![import], |row| row.get(0))?;
    leaves_texts(transaction, job)
}

impl Reader {
    /// True if this import has already stored what lies at `position`. What could not be read may be readable now.
    pub fn has_place(&self, start: ImportStart, position: &str) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM place WHERE source_id = ?1 AND position = ?2 AND import_id = ?3
                                     AND version_id IS NOT NULL",
        )?;
        Ok(statement.exists(params![start.source, position, start.import])?)
    }
}

//! The beginning and end of imports. A new import of a source continues an interrupted import of the same source.

use rusqlite::{Connection, OptionalExtension, params};

use super::writer::StoreWriter;
use crate::catalogue::{
    ImportStart, ImportStatus, JobRequest, begin_source, insert_import, open_import_of, put_source,
};
use crate::error::StoreError;
use crate::ids::{ImportId, JobId};

impl StoreWriter {
    /// Begins the import of the source at `path`, or continues an interrupted import of it. `modified` is the time
    /// of the source's last change, in seconds since 1970.
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
        // If a source has changed, its positions can contain other items than the interrupted import stored.
        transaction.execute(
            "UPDATE import SET state = 'abandoned' WHERE state = 'running' AND source_id IN
                (SELECT id FROM source WHERE path = ?1 AND (size <> ?2 OR modified <> ?3))",
            params![path, size, modified],
        )?;
        reopen(&transaction, job, path, size, modified)?;
        let is_unchanged = transaction
            .prepare("SELECT 1 FROM source WHERE path = ?1 AND size = ?2 AND modified = ?3")?
            .exists(params![path, size, modified])?;
        let source = put_source(&transaction, path, name, format, size, modified)?;
        let interrupted = open_import_of(&transaction, source)?;
        let lacks_texts = match interrupted {
            Some(import) => !leaves_texts(&transaction, job)? && leaves_texts_of(&transaction, import)?,
            None => false,
        };
        let import = match interrupted {
            Some(import) => {
                transaction.execute("UPDATE import SET job_id = ?2 WHERE id = ?1", params![import, job])?;
                // The continued import will find again the damage that belongs to no item.
                transaction.execute(
                    "DELETE FROM defect WHERE import_id = ?1 AND occurrence_id IS NULL",
                    params![import],
                )?;
                import
            }
            None => insert_import(&transaction, source, job)?,
        };
        begin_source(&transaction, source, is_unchanged)?;
        transaction.commit()?;
        Ok(ImportStart { source, import, resumed: interrupted.is_some(), lacks_texts })
    }

    /// Marks an import as complete. A cancelled import is not marked, so that it can be continued.
    pub fn end_import(&mut self, import: ImportId) -> Result<(), StoreError> {
        self.connection
            .execute("UPDATE import SET state = ?2 WHERE id = ?1", params![import, ImportStatus::Done])?;
        Ok(())
    }
}

/// Reopens the complete import of a source if its job ended early and `job` has the same request. `job` then
/// continues that earlier job and names the same sources, and this source need not be read again.
fn reopen(
    connection: &Connection,
    job: JobId,
    path: &str,
    size: u64,
    modified: i64,
) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE import SET state = 'running' WHERE id =
            (SELECT i.id FROM import i JOIN source s ON s.id = i.source_id JOIN job j ON j.id = i.job_id
             WHERE s.path = ?1 AND s.size = ?2 AND s.modified = ?3 AND i.state = 'done'
               AND j.state IN ('interrupted', 'cancelled', 'stopped', 'failed')
               AND j.request = (SELECT request FROM job WHERE id = ?4)
               AND i.id = (SELECT max(id) FROM import WHERE source_id = s.id))",
        params![path, size, modified, job],
    )?;
    Ok(())
}

/// Returns true if a job does not extract the text of attachments.
fn leaves_texts(connection: &Connection, job: JobId) -> Result<bool, StoreError> {
    let request: Option<String> = connection
        .query_row("SELECT request FROM job WHERE id = ?1", params![job], |row| row.get(0))
        .optional()?;
    let request = request.and_then(|json| serde_json::from_str::<JobRequest>(&json).ok());
    Ok(request.is_some_and(|request| request.no_attachment_text))
}

/// Returns true if the job of an import does not extract the text of attachments.
fn leaves_texts_of(connection: &Connection, import: ImportId) -> Result<bool, StoreError> {
    let job =
        connection.query_row("SELECT job_id FROM import WHERE id = ?1", params![import], |row| row.get(0))?;
    leaves_texts(connection, job)
}

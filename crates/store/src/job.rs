//! Jobs: several sources that are imported together, what was asked for, and how it ended.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::read::Reader;
use crate::writer::Writer;
use crate::{JobId, StoreError};

/// Several imports that were started together.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// Seconds since 1970.
    pub started: i64,
    /// `running`, `done`, `cancelled`, `stopped` (the program was closed), `failed`, `broken` (the program ended by itself).
    pub state: String,
    /// Seconds that it worked.
    pub seconds: f64,
    /// Its report as JSON, empty if it did not end.
    pub report: String,
    /// The sources and options that were asked for. `None` in archives of older formats.
    pub request: Option<JobRequest>,
    /// The reason why it failed, in words. Empty if it did not.
    pub error: String,
}

/// The sources and options of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRequest {
    /// Full paths.
    pub paths: Vec<String>,
    /// Deleted items are looked for.
    pub recover: bool,
    /// Text of attachments is left out.
    pub no_attachment_text: bool,
}

impl Writer {
    /// Begins a job at `now` (seconds since 1970).
    pub fn begin_job(&mut self, now: i64, request: &JobRequest) -> Result<JobId, StoreError> {
        let json =
            serde_json::to_string(request).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let transaction = self.connection.transaction()?;
        let job: JobId = transaction.query_row(
            "INSERT INTO job (started) VALUES (?1) RETURNING id",
            params![now],
            |row| row.get(0),
        )?;
        transaction
            .execute("INSERT INTO job_request (job_id, request) VALUES (?1, ?2)", params![job, json])?;
        transaction.commit()?;
        Ok(job)
    }

    /// Ends a job. `error` is the reason why it failed, empty if it did not.
    pub fn end_job(
        &mut self,
        job: JobId,
        state: &str,
        seconds: f64,
        report: &str,
        error: &str,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "UPDATE job SET state = ?2, seconds = ?3, report = ?4 WHERE id = ?1",
            params![job, state, seconds, report],
        )?;
        transaction.execute("UPDATE job_request SET error = ?2 WHERE job_id = ?1", params![job, error])?;
        transaction.commit()?;
        Ok(())
    }
}

impl Writer {
    /// Drops a source from all jobs that ended early: nobody wants to continue the import of a source that was removed.
    pub fn forget_in_jobs(&mut self, path: &str) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let open: Vec<(JobId, String)> = transaction
            .prepare(
                "SELECT r.job_id, r.request FROM job_request r JOIN job j ON j.id = r.job_id
                 WHERE j.state NOT IN ('done', 'running')",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (job, json) in open {
            let Ok(mut request) = serde_json::from_str::<JobRequest>(&json) else { continue };
            let before = request.paths.len();
            request.paths.retain(|known| known != path);
            if request.paths.len() < before {
                let json = serde_json::to_string(&request)
                    .map_err(|error| StoreError::Unexpected(error.to_string()))?;
                transaction
                    .execute("UPDATE job_request SET request = ?2 WHERE job_id = ?1", params![job, json])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

const COLUMNS: &str = "SELECT j.id, j.started, j.state, j.seconds, j.report, r.request, coalesce(r.error, '')
                       FROM job j LEFT JOIN job_request r ON r.job_id = j.id";

impl Reader {
    /// Returns all jobs, newest first.
    pub fn jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{COLUMNS} ORDER BY j.id DESC"))?;
        let rows = statement.query_map([], job_of_row)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns true if a job says that it is running. One that was broken off says so until the archive is opened for
    /// writing.
    pub fn has_running_job(&self) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM job WHERE state = 'running' LIMIT 1")?.exists([])?)
    }

    /// Returns one job, `None` if there is none of this id.
    pub fn job(&self, job: JobId) -> Result<Option<JobRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{COLUMNS} WHERE j.id = ?1"))?;
        Ok(statement.query_row(params![job], job_of_row).optional()?)
    }
}

fn job_of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<JobRow> {
    let request: Option<String> = row.get(5)?;
    Ok(JobRow {
        id: row.get(0)?,
        started: row.get(1)?,
        state: row.get(2)?,
        seconds: row.get(3)?,
        report: row.get(4)?,
        request: request.and_then(|json| serde_json::from_str(&json).ok()),
        error: row.get(6)?,
    })
}

//! The beginning and end of jobs.

use rusqlite::params;

use super::writer::StoreWriter;
use crate::catalogue::{JobRequest, JobState};
use crate::error::StoreError;
use crate::ids::JobId;

impl StoreWriter {
    /// Begins a job. `now` is the current time, in seconds since 1970.
    pub fn begin_job(&mut self, now: i64, request: &JobRequest) -> Result<JobId, StoreError> {
        let request = serde_json::to_string(request).map_err(StoreError::unexpected)?;
        let sql =
            "INSERT INTO job (started, state, seconds, request, report, error) VALUES (?1, ?2, 0, ?3, '', '')
                   RETURNING id";
        Ok(self.connection.query_row(sql, params![now, JobState::Running, request], |row| row.get(0))?)
    }

    /// Ends a job. `error` is the reason of a failure, or empty.
    pub fn end_job(
        &mut self,
        job: JobId,
        state: JobState,
        seconds: f64,
        report: &str,
        error: &str,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE job SET state = ?2, seconds = ?3, report = ?4, error = ?5 WHERE id = ?1",
            params![job, state, seconds, report, error],
        )?;
        Ok(())
    }

    /// Removes a source from the requests of all jobs that ended early. A source that was removed from the archive
    /// must not be imported when such a job is continued.
    pub fn forget_in_jobs(&mut self, path: &str) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let open: Vec<(JobId, String)> = transaction
            .prepare("SELECT id, request FROM job WHERE state NOT IN ('done', 'running')")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (job, json) in open {
            let Ok(mut request) = serde_json::from_str::<JobRequest>(&json) else { continue };
            let before = request.paths.len();
            request.paths.retain(|known| known != path);
            if request.paths.len() < before {
                let json = serde_json::to_string(&request).map_err(StoreError::unexpected)?;
                transaction.execute("UPDATE job SET request = ?2 WHERE id = ?1", params![job, json])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

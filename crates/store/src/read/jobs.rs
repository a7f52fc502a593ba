//! Reading jobs.

use rusqlite::{OptionalExtension, params};

use super::reader::StoreReader;
use crate::catalogue::{JobRow, JobState};
use crate::error::StoreError;
use crate::ids::JobId;

impl StoreReader {
    /// Returns all jobs, newest first.
    pub fn jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!("SELECT {} FROM job ORDER BY id DESC", JobRow::COLUMNS);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], JobRow::of_row)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns true if a job is marked as running. An interrupted job keeps this mark until the archive is opened
    /// for writing.
    pub fn has_running_job(&self) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM job WHERE state = ?1 LIMIT 1")?;
        Ok(statement.exists(params![JobState::Running])?)
    }

    /// Returns the job with this id, or `None` if there is none.
    pub fn job(&self, job: JobId) -> Result<Option<JobRow>, StoreError> {
        let sql = format!("SELECT {} FROM job WHERE id = ?1", JobRow::COLUMNS);
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(params![job], JobRow::of_row).optional()?)
    }
}

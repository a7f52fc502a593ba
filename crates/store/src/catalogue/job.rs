//! Rows of `job`: requests to import several sources.

use rusqlite::Row;
use serde::{Deserialize, Serialize};

use super::words::stored_as_word;
use crate::ids::JobId;

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// The job has begun and not ended.
    Running,
    /// All sources of the job were read.
    Done,
    /// The user cancelled the job.
    Cancelled,
    /// The user closed the program while the job was running.
    Stopped,
    /// The job ended with an error.
    Failed,
    /// The program or the computer stopped before the job ended.
    Interrupted,
}

stored_as_word!(JobState, Running = "running", Done = "done", Cancelled = "cancelled", Stopped = "stopped",
    Failed = "failed", Interrupted = "interrupted"; else Interrupted);

/// One request to import several sources.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Id of the job.
    pub id: JobId,
    /// Start of the job, in seconds since 1970.
    pub started: i64,
    /// State of the job.
    pub state: JobState,
    /// Duration in seconds.
    pub seconds: f64,
    /// Report of the job as JSON. Empty if the job did not end.
    pub report: String,
    /// Sources and options of the job. `None` if the row is damaged.
    pub request: Option<JobRequest>,
    /// The reason of a failure as a sentence, or empty.
    pub error: String,
}

impl JobRow {
    /// The columns that [`of_row`](Self::of_row) reads.
    pub(crate) const COLUMNS: &str = "id, started, state, seconds, report, request, error";

    /// Reads a row.
    pub(crate) fn of_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let request: String = row.get(5)?;
        Ok(Self {
            id: row.get(0)?,
            started: row.get(1)?,
            state: row.get(2)?,
            seconds: row.get(3)?,
            report: row.get(4)?,
            request: serde_json::from_str(&request).ok(),
            error: row.get(6)?,
        })
    }
}

/// The sources and options of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRequest {
    /// Full paths of the sources.
    pub paths: Vec<String>,
    /// True if deleted items are to be recovered.
    pub recover: bool,
    /// True if the job does not extract the text of attachments.
    pub no_attachment_text: bool,
}

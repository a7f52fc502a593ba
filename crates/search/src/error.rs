//! Errors of the index.

use std::io;
use std::path::PathBuf;

use tantivy::TantivyError;

/// An error of the index. A query never causes an error: a part that is not understood is reported as a
/// [`Problem`](crate::query::Problem).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The folder of the index could not be created or emptied.
    #[error("{path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The index is damaged, and the index library panicked.
    #[error("the search index is damaged: {what}")]
    Damaged {
        /// The message of the panic.
        what: String,
    },
    /// The thread that writes the index ended early. The index library does not report the cause.
    #[error(
        "the search index could not be written; possible reasons: the disk is full, the disk fails, too many files are open"
    )]
    WriterBroke,
    /// The index could not be read or written.
    #[error("the search index could not be read or written: {}", message(.0))]
    Index(TantivyError),
}

/// Returns the message of an error. For a disk error, returns only the message of the operating system.
fn message(error: &TantivyError) -> String {
    match error {
        TantivyError::IoError(error) => error.to_string(),
        error => error.to_string(),
    }
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::ErrorInThread(_) => Self::WriterBroke,
            error => Self::Index(error),
        }
    }
}

impl SearchError {
    /// Returns true if rebuilding the index may help.
    pub fn is_damage(&self) -> bool {
        match self {
            // None of these errors means damage. A lock failure means that another program writes the index. If
            // damage ended a writer, the next attempt to open the index reports the damage.
            Self::Index(TantivyError::LockFailure(..)) | Self::Folder { .. } | Self::WriterBroke => false,
            Self::Index(TantivyError::IoError(error)) => {
                !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Self::Damaged { .. } | Self::Index(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::io;

    use tantivy::TantivyError;

    use super::SearchError;

    #[test]
    fn an_error_in_a_thread_is_described_for_users() {
        let error = SearchError::from(TantivyError::ErrorInThread("a worker panicked".to_owned()));
        assert!(error.to_string().contains("the disk is full"));
        assert!(error.source().is_none() && !error.is_damage());
    }

    #[test]
    fn an_error_of_the_disk_is_described_once() {
        let error = SearchError::from(TantivyError::from(io::Error::other("no such disk")));
        assert_eq!(error.to_string(), "the search index could not be read or written: no such disk");
        assert!(error.source().is_none() && error.is_damage());
        let full = SearchError::from(TantivyError::from(io::Error::from(io::ErrorKind::StorageFull)));
        assert!(!full.is_damage());
    }
}

//! What can go wrong with the index.

use std::io;
use std::path::PathBuf;

use tantivy::TantivyError;

/// An error of the index. A query is never one: what cannot be understood is a problem beside a usable query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index's folder could not be made or emptied.
    #[error("{path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The index is damaged in a way that its library does not see coming.
    #[error("the search index is damaged: {what}")]
    Damaged {
        /// What broke.
        what: String,
    },
    /// The one who writes the index ended in the middle. The library does not say why.
    #[error(
        "the search index: its writer broke off, as it does where the disk is full or fails, or too many files are open"
    )]
    WriterBroke,
    /// The index could not be read or written.
    #[error("the search index: {0}")]
    Index(#[source] TantivyError),
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
    /// True where building the index anew may mend it.
    pub fn is_damage(&self) -> bool {
        match self {
            // Whoever holds the index for writing is at work, or the disk is full: neither is the index's fault.
            Self::Index(TantivyError::LockFailure(..)) | Self::Folder { .. } => false,
            Self::Index(TantivyError::IoError(error)) => {
                !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Self::Damaged { .. } | Self::WriterBroke | Self::Index(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use tantivy::TantivyError;

    use super::SearchError;

    #[test]
    fn what_only_programmers_understand_is_not_said() {
        let error = SearchError::from(TantivyError::ErrorInThread("a worker panicked".to_owned()));
        assert!(error.to_string().contains("the disk is full"));
        assert!(error.source().is_none());
    }
}

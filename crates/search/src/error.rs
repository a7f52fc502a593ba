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
    #[error("the search index: {}", words(.0))]
    Index(TantivyError),
}

/// An error's words; of one of the disk those of the system, without what the library puts around them.
fn words(error: &TantivyError) -> String {
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
    /// True where building the index anew may mend it.
    pub fn is_damage(&self) -> bool {
        match self {
            // Whoever holds the index for writing is at work, or the disk is full: neither is the index's fault. Where a
            // writer broke off because the index is damaged, it shows when the index is opened again.
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
    fn what_only_programmers_understand_is_not_said() {
        let error = SearchError::from(TantivyError::ErrorInThread("a worker panicked".to_owned()));
        assert!(error.to_string().contains("the disk is full"));
        assert!(error.source().is_none() && !error.is_damage());
    }

    #[test]
    fn what_the_disk_says_is_said_once_in_its_own_words() {
        let error = SearchError::from(TantivyError::from(io::Error::other("no such disk")));
        assert_eq!(error.to_string(), "the search index: no such disk");
        assert!(error.source().is_none() && error.is_damage());
        let full = SearchError::from(TantivyError::from(io::Error::from(io::ErrorKind::StorageFull)));
        assert!(!full.is_damage());
    }
}

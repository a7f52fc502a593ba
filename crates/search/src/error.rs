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
    /// The index could not be read or written.
    #[error("the search index: {}", words(.0))]
    Index(#[from] TantivyError),
}

/// What tantivy means, in words that help whoever has no idea of its threads.
fn words(error: &TantivyError) -> String {
    match error {
        TantivyError::IoError(error) => error.to_string(),
        TantivyError::ErrorInThread(_) => {
            "its writer broke off, as it does where the disk is full or fails, \
                                           or too many files are open"
                .to_owned()
        }
        error => error.to_string(),
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
            Self::Damaged { .. } | Self::Index(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use tantivy::TantivyError;

    use super::SearchError;

    #[test]
    fn errors_are_said_in_words() {
        let full = Arc::new(io::Error::other("no room"));
        for (error, words) in [
            (TantivyError::IoError(full), "the search index: no room"),
            (
                TantivyError::ErrorInThread("An index writer was killed.".to_owned()),
                "the search index: its writer broke off, as it does where the disk is full or fails, or too many files are open",
            ),
        ] {
            assert_eq!(SearchError::from(error).to_string(), words);
        }
    }
}

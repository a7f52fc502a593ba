//! Errors of the facade.

use std::io;

use foundmail_export::ExportError;
use foundmail_import::ImportError;
use foundmail_search::SearchError;
use foundmail_store::StoreError;

use crate::view::{ErrorCode, ErrorView};

/// Whatever ends a request. Damage in a mailbox is never one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The archive's own files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The source of an import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The target of an export.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A report could not be written or read.
    #[error("the report: {0}")]
    Report(#[from] serde_json::Error),
    /// The file of the kept searches could not be written.
    #[error("your searches could not be kept: {0}")]
    Searches(io::Error),
    /// There is no such folder, attachment or selection.
    #[error("{what}")]
    NotFound {
        /// What is missing, as a sentence.
        what: String,
    },
    /// A part of the program broke off. What was stored before stays.
    #[error("Foundmail broke off: {what}. What was stored before is safe.")]
    Broken {
        /// What it was.
        what: String,
    },
    /// A thread could not be started.
    #[error("the system would not start another thread: {0}")]
    Thread(io::Error),
}

impl ArchiveError {
    /// Returns the category of the error.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Store(StoreError::Busy) => ErrorCode::Busy,
            Self::Store(StoreError::DiskFull { .. }) | Self::Export(ExportError::DiskFull { .. }) => {
                ErrorCode::DiskFull
            }
            Self::Searches(error) if error.kind() == io::ErrorKind::StorageFull => ErrorCode::DiskFull,
            Self::NotFound { .. } | Self::Store(StoreError::NoMessage { .. }) => ErrorCode::NotFound,
            _ => ErrorCode::Failed,
        }
    }

    /// Returns the error as the window receives it.
    pub fn view(&self) -> ErrorView {
        let message = match self {
            Self::Store(StoreError::Busy) => {
                "Another Foundmail is importing. Wait until it has finished.".to_owned()
            }
            Self::Store(StoreError::DiskFull { .. }) | Self::Export(ExportError::DiskFull { .. }) => {
                "The disk is full. Free some space and try again. Everything that was stored is safe."
                    .to_owned()
            }
            error => error.to_string(),
        };
        ErrorView { code: self.code(), message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_code() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let cases = [
            (ArchiveError::Store(StoreError::Busy), ErrorCode::Busy, "busy"),
            (ArchiveError::Searches(full()), ErrorCode::DiskFull, "disk_full"),
            (ArchiveError::NotFound { what: "no such folder".to_owned() }, ErrorCode::NotFound, "not_found"),
            (ArchiveError::Searches(denied()), ErrorCode::Failed, "failed"),
            (ArchiveError::Thread(full()), ErrorCode::Failed, "failed"),
        ];
        for (error, code, word) in cases {
            assert_eq!(error.code(), code, "{error}");
            assert_eq!(serde_json::to_value(error.view().code).unwrap(), word);
        }
    }
}

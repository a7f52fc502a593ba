//! Errors of the facade.

use std::io;

use foundmail_export::ExportError;
use foundmail_import::ImportError;
use foundmail_search::SearchError;
use foundmail_store::StoreError;

use crate::view::ErrorView;

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
    /// The error as the window takes it.
    pub fn view(&self) -> ErrorView {
        let code = match self {
            Self::Store(StoreError::Busy) => "busy",
            Self::Store(StoreError::DiskFull { .. }) | Self::Export(ExportError::DiskFull { .. }) => {
                "disk_full"
            }
            Self::Searches(error) if error.kind() == io::ErrorKind::StorageFull => "disk_full",
            Self::NotFound { .. } | Self::Store(StoreError::NoMessage { .. }) => "not_found",
            _ => "failed",
        };
        let message = match self {
            Self::Store(StoreError::Busy) => {
                "Another Foundmail is importing just now. Wait until it has ended.".to_owned()
            }
            Self::Store(StoreError::DiskFull { .. }) | Self::Export(ExportError::DiskFull { .. }) => {
                "The disk is full. Make some room and try again; nothing that was stored is lost.".to_owned()
            }
            error => error.to_string(),
        };
        ErrorView { code: code.to_owned(), message }
    }
}

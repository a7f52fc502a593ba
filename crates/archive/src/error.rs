//! Errors of this crate.

use std::io;
use std::path::PathBuf;

use foundmail_export::ExportError;
use foundmail_import::ImportError;
use foundmail_search::SearchError;
use foundmail_store::StoreError;

use crate::view::{ErrorCode, ErrorView};

/// An error that ends a request. Damage in a mailbox is not an error: it is reported as a defect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The files of the archive could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index could not be read or written.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The source of an import could not be opened.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The target of an export could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A report could not be written or read.
    #[error("The report of an import could not be written or read: {0}. Your mail is not affected.")]
    Report(#[from] serde_json::Error),
    /// The file of the saved searches could not be read or written.
    #[error("Your saved searches could not be read or written: {0}. Your mail is not affected.")]
    Searches(io::Error),
    /// The requested folder, attachment or selection does not exist.
    #[error("{what}")]
    NotFound {
        /// A sentence that names the missing thing.
        what: String,
    },
    /// The request cannot be carried out as the user chose it.
    #[error("{what}")]
    Choice {
        /// A sentence that says why, and what to choose instead.
        what: String,
    },
    /// A message could not be read, although its bytes are not damaged.
    #[error("The message could not be read from the archive: {0}. Try again.")]
    Unreadable(io::Error),
    /// A temporary file could not be written or read.
    #[error("A temporary file could not be written or read: {0}. Your mail is not affected.")]
    Temporary(io::Error),
    /// Some attachments of a message could not be saved. The others are saved.
    #[error(
        "{failed} of {all} attachments could not be saved: {names}. {first} The others are in {dir}.",
        failed = .lost.len(),
        names = listed(.lost.iter().map(|(name, _)| name.as_str())),
        first = .lost.first().map(|(_, why)| why.as_str()).unwrap_or_default(),
    )]
    NotAllSaved {
        /// Number of attachments that were to be saved.
        all: usize,
        /// Name of each attachment that could not be saved, with the reason as a sentence.
        lost: Vec<(String, String)>,
        /// Path of the folder with the others.
        dir: String,
    },
    /// The user cancelled an export. No file of it remains.
    #[error("The export was cancelled. Nothing was saved.")]
    Cancelled,
    /// The target of an export is inside the archive.
    #[error("{target} is inside Foundmail's own archive. Choose another folder.")]
    InsideArchive {
        /// The target.
        target: PathBuf,
    },
    /// A thread of the program panicked. Everything that was stored before is kept.
    #[error("An error in Foundmail ended this task: {what}. Mail that was stored before is safe.")]
    Broken {
        /// The task that failed.
        what: String,
    },
    /// A thread could not be started.
    #[error("The system could not start another thread: {0}. Close other programs and try again.")]
    Thread(io::Error),
}

/// Maximum number of names in a sentence.
const MAX_NAMES: usize = 5;

/// Returns names with commas between them, and the number of the others.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names.iter().take(MAX_NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MAX_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

impl ArchiveError {
    /// Returns the category of the error.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Store(StoreError::Busy) => ErrorCode::Busy,
            Self::Store(StoreError::DiskFull { .. }) | Self::Export(ExportError::DiskFull { .. }) => {
                ErrorCode::DiskFull
            }
            Self::Searches(error) | Self::Temporary(error) if error.kind() == io::ErrorKind::StorageFull => {
                ErrorCode::DiskFull
            }
            Self::NotFound { .. } | Self::Store(StoreError::NoMessage { .. }) => ErrorCode::NotFound,
            _ => ErrorCode::Failed,
        }
    }

    /// Returns the error as the window receives it.
    pub fn view(&self) -> ErrorView {
        let message = match self {
            Self::Store(StoreError::Busy) => {
                "Another Foundmail window or command is importing. Wait until it has finished.".to_owned()
            }
            Self::Store(StoreError::DiskFull { .. }) | Self::Export(ExportError::DiskFull { .. }) => {
                "The disk is full. Free some space and try again. Mail that is already stored is safe."
                    .to_owned()
            }
            Self::Export(ExportError::NotWritable { path }) => {
                format!("Foundmail may not write in {}. Choose another folder.", path.display())
            }
            Self::Export(ExportError::Exists { path }) => {
                format!(
                    "{} already exists, and Foundmail never overwrites a file. Choose another name.",
                    path.display()
                )
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
            (ArchiveError::Temporary(full()), ErrorCode::DiskFull, "disk_full"),
            (ArchiveError::Searches(denied()), ErrorCode::Failed, "failed"),
            (ArchiveError::Choice { what: "this name is too long".to_owned() }, ErrorCode::Failed, "failed"),
            (ArchiveError::Unreadable(denied()), ErrorCode::Failed, "failed"),
            (ArchiveError::Thread(full()), ErrorCode::Failed, "failed"),
        ];
        for (error, code, word) in cases {
            assert_eq!(error.code(), code, "{error}");
            assert_eq!(serde_json::to_value(error.view().code).unwrap(), word);
        }
    }
}

//! What can go wrong when handing over.

use std::io;
use std::path::PathBuf;

/// An error of an export. What was finished before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// There is already something with this name.
    #[error("{path} is already there, and nothing is ever overwritten")]
    Exists {
        /// The file or folder.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("the disk is full: {path}")]
    DiskFull {
        /// The file that could not grow.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ExportError {
    pub(crate) fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::File { path, source },
        }
    }
}

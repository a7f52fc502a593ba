//! The errors of an export.

use std::io;
use std::path::PathBuf;

/// An error of an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The target already exists.
    #[error("{path} already exists, and Foundmail never overwrites a file")]
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
    /// The folder or drive does not permit writing.
    #[error("nothing can be written in {path}")]
    NotWritable {
        /// The folder, or a file in it.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("could not write {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The PDF could not be written.
    #[error("could not write {path}: {source}")]
    Pdf {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: foundmail_pdf::PdfError,
    },
    /// The stored message is damaged. The export lists the message in the manifest, and continues.
    #[error("{what}")]
    Unreadable {
        /// The damage, as a sentence.
        what: String,
    },
}

impl ExportError {
    /// Returns the error for a file that could not be created or written.
    pub fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NotWritable { path },
            _ => Self::File { path, source },
        }
    }
}

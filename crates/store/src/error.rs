//! What can go wrong with the archive itself.

use std::io;
use std::path::PathBuf;

use crate::MessageId;

/// An error of the archive. Damage in a source is never one: it is stored as a defect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds the archive for writing.
    #[error("the archive is in use by another program")]
    Busy,
    /// The archive was written by a newer release.
    #[error(
        "the archive was written by a newer version of Foundmail (its format is {found}, this one knows {known})"
    )]
    Newer {
        /// Format of the archive.
        found: u32,
        /// Newest format that this release knows.
        known: u32,
    },
    /// The folder holds other files, and no archive.
    #[error("{path} holds other files and no archive; name a new or an empty folder")]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// There is no such message.
    #[error("there is no message {id}")]
    NoMessage {
        /// The id that was asked for.
        id: MessageId,
    },
    /// The bytes of a message are not what was stored.
    #[error("message {id} is damaged in the archive: {what}")]
    Damaged {
        /// The message.
        id: MessageId,
        /// What is wrong.
        what: String,
    },
    /// The disk is full.
    #[error("the disk is full: {path}")]
    DiskFull {
        /// The file that could not grow.
        path: PathBuf,
    },
    /// A file of the archive could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A message too large to be held could not be read a second time, to be written.
    #[error("it could not be read a second time: {0}")]
    Reread(#[source] io::Error),
    /// The catalogue could not be read or written.
    #[error("the catalogue of the archive: {0}")]
    Catalogue(#[source] rusqlite::Error),
    /// A value in the catalogue is not what this release writes.
    #[error("the catalogue of the archive holds something unexpected: {0}")]
    Unexpected(String),
}

impl StoreError {
    /// The error of a file.
    pub(crate) fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::File { path, source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull { path: PathBuf::from("catalogue") },
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            _ if is_shared_memory(&error) => Self::DiskFull { path: PathBuf::from("catalogue.sqlite-shm") },
            _ => Self::Catalogue(error),
        }
    }
}

/// `SQLite` could not make its file of shared memory as large as it needs: `SQLITE_IOERR_SHMSIZE`. It asks for a few pages
/// only, so that there was no room is nearly the only reason.
fn is_shared_memory(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

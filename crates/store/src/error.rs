//! The errors of an archive.

use std::io;
use std::path::PathBuf;

use crate::ids::MessageId;

/// An error of the archive itself. Damage to a source is not an error: it is stored as a defect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds the archive's lock for writing.
    #[error("the archive is in use by another program; wait until that program has finished, or close it")]
    Busy,
    /// A newer release wrote the archive.
    #[error(
        "a newer version of Foundmail wrote this archive (the archive has format {found}; this version knows format {known}); \
         install that version to open it"
    )]
    Newer {
        /// Format of the archive.
        found: u32,
        /// Newest format that this release knows.
        known: u32,
    },
    /// The folder contains other files and no archive.
    #[error("{path} contains other files and no archive; choose a new or an empty folder")]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// The folder contains no archive.
    #[error("there is no archive in {path}")]
    NoArchive {
        /// The folder.
        path: PathBuf,
    },
    /// The archive has no message with this id.
    #[error("the archive has no message {id}")]
    NoMessage {
        /// The id that was requested.
        id: MessageId,
    },
    /// The stored bytes of a message have changed since they were written.
    #[error("message {id} is damaged in the archive: {what}; import the file of this message again")]
    Damaged {
        /// The message.
        id: MessageId,
        /// The damage.
        what: String,
    },
    /// The archive has the highest number of tags.
    #[error("the archive already has {limit} tags, which is the most; use one of them, or remove one first")]
    TooManyTags {
        /// The maximum number of tags.
        limit: u32,
    },
    /// A message has the highest number of tags.
    #[error("message {id} already has {limit} tags, which is the most; remove one of them first")]
    TooManyTagsOfMessage {
        /// The message.
        id: MessageId,
        /// The maximum number of tags of a message.
        limit: u32,
    },
    /// The disk is full.
    #[error("the disk is full: {path}; your stored mail is safe; free some space and try again")]
    DiskFull {
        /// The file that could not grow.
        path: PathBuf,
    },
    /// A file of the archive could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A message that is too large for memory could not be read again to store it.
    #[error("a large message could not be read again to store it: {0}")]
    Reread(#[source] io::Error),
    /// The catalogue could not be read or written.
    #[error("the catalogue of the archive could not be read or written: {0}")]
    Catalogue(#[source] rusqlite::Error),
    /// The catalogue contains a value that no release writes.
    #[error("the catalogue of the archive contains an unexpected value: {0}; verify the archive")]
    Unexpected(String),
}

impl StoreError {
    /// Makes the error of a file.
    pub(crate) fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::File { path, source },
        }
    }

    /// Makes the error for a value that the catalogue cannot store, or that it must not contain.
    pub(crate) fn unexpected(error: impl std::fmt::Display) -> Self {
        Self::Unexpected(error.to_string())
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

/// Returns true if `SQLite` could not enlarge its shared-memory file (`SQLITE_IOERR_SHMSIZE`). The file needs only
/// a few pages, so the usual reason is a full disk.
fn is_shared_memory(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

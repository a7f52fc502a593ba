//! The description of a file or folder that is imported.

use std::path::PathBuf;
use std::time::SystemTime;

use crate::format::Format;

/// A file or folder that can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Full path, with links resolved.
    pub path: PathBuf,
    /// Name of the file or folder.
    pub name: String,
    /// The format of the file or folder.
    pub format: &'static Format,
    /// Size in bytes. For a folder, the sum of the sizes of all files in it.
    pub size: u64,
    /// Time of the last change, in seconds since 1970.
    pub modified: i64,
    /// True if the reader recovers deleted items too. Items lost through damage are always recovered.
    pub recover: bool,
    /// The data by which later changes are detected.
    pub stamp: Stamp,
}

/// The data by which Foundmail detects that a source has changed or that its path now leads to another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Size in bytes. For a folder, the sum of the sizes of all files in it.
    pub(crate) size: u64,
    /// Time of the last change. `None` for a folder, whose date does not change when a file in it changes.
    pub(crate) modified: Option<SystemTime>,
    /// Device number and inode number of a file, on Unix systems.
    pub(crate) identity: Option<(u64, u64)>,
}

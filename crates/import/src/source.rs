//! A file or folder that is imported.

use std::path::PathBuf;
use std::time::SystemTime;

use crate::format::Format;

/// A file or folder before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Full path, with links resolved.
    pub path: PathBuf,
    /// Name of the file or folder.
    pub name: String,
    /// Its format.
    pub format: &'static Format,
    /// Bytes of all its files.
    pub size: u64,
    /// Last change, in seconds since 1970.
    pub modified: i64,
    /// True if the reader recovers deleted items too. Items lost through damage are always recovered.
    pub recover: bool,
    /// The facts by which a later change is noticed.
    pub stamp: Stamp,
}

/// The facts that distinguish a source from a changed one, and from another one at the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes of all files.
    pub(crate) size: u64,
    /// Last change. `None` for a folder: its date does not depend on the files in it.
    pub(crate) modified: Option<SystemTime>,
    /// Device and file number, on systems that have them.
    pub(crate) identity: Option<(u64, u64)>,
}

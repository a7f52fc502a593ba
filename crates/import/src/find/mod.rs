//! Finds mailboxes on a computer, in the folders of mail programs and in folders for documents and downloads.
//! Depth, number of entries and time are limited. Links are not followed. Folders that cannot be read are skipped.

mod locations;
mod search;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

pub use locations::MailLocations;

use crate::format::Format;
use search::MailboxSearch;

/// A mailbox on this computer. A profile or folder of a mail program counts as one mailbox, regardless of its
/// number of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Full path of the file or folder to import.
    pub path: PathBuf,
    /// The format of the mailbox.
    pub format: &'static Format,
    /// The mail program to which the mailbox belongs, if its folder or format shows the program.
    pub program: Option<&'static str>,
    /// Size of all files of the mailbox in bytes.
    pub size: u64,
    /// Time of the last change of any of the files, in seconds since 1970.
    pub modified: i64,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundFiles {
    /// The mailboxes, the largest first.
    pub files: Vec<FoundFile>,
    /// False if the search stopped at one of its limits, so there may be more mailboxes.
    pub is_complete: bool,
}

/// The limits of a search.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The largest depth of folders.
    pub depth: usize,
    /// The largest number of files and folders that are examined.
    pub entries: usize,
    /// The largest number of mailboxes that are listed.
    pub results: usize,
    /// The longest duration of the search.
    pub time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: 12, entries: 2_000_000, results: 2000, time: Duration::from_mins(1) }
    }
}

/// Returns the mailboxes at all `locations`.
pub fn find(locations: &MailLocations, bounds: Bounds) -> FoundFiles {
    let mut search = MailboxSearch::new(bounds);
    for folder in locations.of_programs() {
        search.program(&folder);
    }
    for folder in locations.of_people() {
        search.folder(folder);
    }
    search.found()
}

/// Returns the mailboxes at these paths. Folders are searched with their subfolders. Files are
/// examined themselves.
pub fn find_under(paths: &[PathBuf], bounds: Bounds) -> FoundFiles {
    let mut search = MailboxSearch::new(bounds);
    for path in paths {
        search.folder(path);
    }
    search.found()
}

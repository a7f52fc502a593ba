//! Finds mailboxes on a computer, in the folders of mail programs and of people. Depth, number and time are bounded. Links are not
//! followed. Folders that cannot be read are skipped.

mod locations;
mod search;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

pub use locations::MailLocations;

use crate::format::Format;
use search::MailboxSearch;

/// A mailbox on this computer. A profile or a folder of a mail program is one, not each of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Full path of a file or folder, to be imported as it is.
    pub path: PathBuf,
    /// Its format.
    pub format: &'static Format,
    /// The program to which it belongs, if its folder or content decides.
    pub program: Option<&'static str>,
    /// Bytes of all its files.
    pub size: u64,
    /// Last change, in seconds since 1970: the newest of its files.
    pub modified: i64,
}

/// The limits of a search.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Levels of folders.
    pub depth: usize,
    /// Files and folders that are examined.
    pub entries: usize,
    /// Mailboxes that are listed.
    pub results: usize,
    /// Duration of the search.
    pub time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: 12, entries: 2_000_000, results: 2000, time: Duration::from_mins(1) }
    }
}

/// Returns the mailboxes in the folders of mail programs and of people, the largest first.
pub fn find(locations: &MailLocations, bounds: Bounds) -> Vec<FoundFile> {
    let mut search = MailboxSearch::new(bounds);
    for folder in locations.of_programs() {
        search.program(&folder);
    }
    for folder in locations.of_people() {
        search.folder(folder);
    }
    search.found()
}

/// Returns the mailboxes in these folders and their subfolders, the largest first. A path of a file is examined itself.
pub fn find_under(paths: &[PathBuf], bounds: Bounds) -> Vec<FoundFile> {
    let mut search = MailboxSearch::new(bounds);
    for path in paths {
        search.folder(path);
    }
    search.found()
}

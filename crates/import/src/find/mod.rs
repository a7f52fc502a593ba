//! Mailboxes that lie on a computer: where mail programs keep them, and where people put them. Bounded in depth, number
//! and time; links are not followed; what cannot be read is passed over.

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
    /// What it is.
    pub format: &'static Format,
    /// The program it belongs to, where place or content tell.
    pub program: Option<&'static str>,
    /// Bytes, over all files.
    pub size: u64,
    /// Last change, in seconds since 1970: the newest of its files.
    pub modified: i64,
}

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Folders in folders.
    pub depth: usize,
    /// Files and folders that are looked at.
    pub entries: usize,
    /// Mailboxes that are listed.
    pub results: usize,
    /// How long it takes at most.
    pub time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: 12, entries: 2_000_000, results: 2000, time: Duration::from_mins(1) }
    }
}

/// Lists mailboxes where programs keep them and people put them.
pub fn find(places: &MailLocations, bounds: Bounds) -> Vec<FoundFile> {
    let mut look = MailboxSearch::new(bounds);
    for place in places.of_programs() {
        look.program(&place);
    }
    for folder in places.of_people() {
        look.folder(folder);
    }
    look.found()
}

/// Lists mailboxes in folders and below; a file is looked at for itself.
pub fn find_under(paths: &[PathBuf], bounds: Bounds) -> Vec<FoundFile> {
    let mut look = MailboxSearch::new(bounds);
    for path in paths {
        look.folder(path);
    }
    look.found()
}

//! Searches that the owner keeps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All searches that are kept for the owner, in this archive's own folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct Searches {
    /// Those that she gave a name, in the order in which she did.
    pub saved: Vec<SavedSearch>,
    /// What she searched for last, newest first.
    pub recent: Vec<String>,
    /// True if what is searched for is to be remembered.
    pub remember: bool,
    /// What had to be put aside since it could not be read, as a sentence. Said once.
    pub notice: Option<String>,
}

/// A search with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedSearch {
    /// Number of the search, never used again while the archive has a search with a higher one.
    pub id: u32,
    /// What the owner calls it.
    pub name: String,
    /// What it searches for.
    pub query: String,
}

/// What is to become of the kept searches.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum SearchChange {
    /// Keeps a search by a name. One that has this name already is replaced.
    Save {
        /// The name.
        name: String,
        /// What it searches for.
        query: String,
    },
    /// Gives a search another name.
    Rename {
        /// Its number.
        id: u32,
        /// The new name.
        name: String,
    },
    /// Forgets a saved search.
    Delete {
        /// Its number.
        id: u32,
    },
    /// Something was searched for.
    Note {
        /// What.
        query: String,
    },
    /// Forgets what was searched for.
    Clear,
    /// What is searched for is to be remembered from now on, or neither remembered nor kept.
    Remember {
        /// Whether.
        on: bool,
    },
}

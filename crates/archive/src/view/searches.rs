//! The views of saved and recent searches.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All saved and recent searches of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct Searches {
    /// The saved searches, in the order in which they were saved.
    pub saved: Vec<SavedSearch>,
    /// The recent queries, newest first.
    pub recent: Vec<String>,
    /// True if recent queries are remembered.
    pub remember: bool,
    /// A sentence about an unreadable file of searches that was renamed. It is returned once.
    pub notice: Option<String>,
}

/// A search with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedSearch {
    /// Id of the search. It is not reused while the archive has a search with a higher id.
    pub id: u32,
    /// The name that the owner gave it.
    pub name: String,
    /// The query.
    pub query: String,
}

/// A change of the saved and recent searches.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum SearchChange {
    /// Saves a search. Replaces a saved search with the same name.
    Save {
        /// The name.
        name: String,
        /// The query.
        query: String,
    },
    /// Renames a saved search.
    Rename {
        /// Id of the search.
        id: u32,
        /// The new name.
        name: String,
    },
    /// Deletes a saved search.
    Delete {
        /// Id of the search.
        id: u32,
    },
    /// Adds a query to the recent queries.
    Note {
        /// The query.
        query: String,
    },
    /// Deletes the recent queries.
    Clear,
    /// Turns recent queries on or off. Turning them off also deletes them.
    Remember {
        /// True to remember recent queries.
        on: bool,
    },
}

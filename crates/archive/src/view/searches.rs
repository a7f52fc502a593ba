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
    /// A sentence that says that the file of searches could not be read and was renamed. It is returned only once.
    pub notice: Option<String>,
}

/// A search with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedSearch {
    /// Id of the search. It is not used again while the archive has a search with a higher id.
    pub id: u32,
    /// Name of the search, chosen by the user.
    pub name: String,
    /// The query.
    pub query: String,
}

/// A change of the saved and recent searches.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum SearchChange {
    /// Saves a search. Fails if another saved search has the same name.
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

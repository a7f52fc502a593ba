//! What can go wrong with the index.

use std::io;
use std::path::PathBuf;

/// An error of the index. A query is never one: what cannot be understood is a problem beside a usable query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index's folder could not be made or emptied.
    #[error("{path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The index could not be read or written.
    #[error("the search index: {0}")]
    Index(#[from] tantivy::TantivyError),
}

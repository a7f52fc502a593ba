//! Why nothing more could be read.

use std::io;
use std::path::PathBuf;

/// An error that ends the reading of a source. What was pushed before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file or folder could not be opened.
    #[error("{path}: {source}")]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file could not be read on.
    #[error("{path}, at byte {offset}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Where.
        offset: u64,
        /// Why.
        source: io::Error,
    },
    /// The Outlook file could not be opened at all.
    #[error("{path}: {source}")]
    Outlook {
        /// The file.
        path: PathBuf,
        /// Why.
        source: foundmail_pst::PstError,
    },
}

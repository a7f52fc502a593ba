//! Errors of reading MSG and TNEF files.

use std::io;

use crate::compound::CompoundError;

/// The reason why no item can be read from a file. If an item can be read, its damage is recorded as defects.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file has another format.
    #[error("the file is not an Outlook message")]
    NoMessage,
    /// The compound file has lost its directory.
    #[error("the compound file is damaged: {what}")]
    Compound {
        /// A description of the damage.
        what: String,
    },
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] io::Error),
}

impl From<CompoundError> for ReadError {
    fn from(error: CompoundError) -> Self {
        match error {
            CompoundError::Magic => Self::NoMessage,
            CompoundError::NoDirectory => Self::Compound { what: error.to_string() },
            CompoundError::Read(error) => Self::Read(error),
        }
    }
}

//! Why nothing could be read of a message file.

use std::io;

use crate::compound::CompoundError;

/// An error that leaves no item at all. What is broken in an item that can be read is in its defects.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is of another kind.
    #[error("this is no message of Outlook")]
    NoMessage,
    /// It is a compound file that has lost its directory.
    #[error("the compound file is damaged: {what}")]
    Compound {
        /// What is wrong with it.
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

//! Errors that end the import of a source.

use std::io;
use std::path::PathBuf;

use foundmail_defect::Reason;
use foundmail_pst::PstError;

/// An error that ends the reading of a source. Items that were pushed to the sink before the error stay in the
/// archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file or folder could not be opened.
    #[error("{path}: {source}")]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system or the reader.
        source: io::Error,
    },
    /// The rest of the file could not be read.
    #[error("{path}, at byte {offset}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Offset of the first byte that could not be read.
        offset: u64,
        /// The error of the system or the reader.
        source: io::Error,
    },
    /// The Outlook file could not be opened.
    #[error("{path}: {source}")]
    Outlook {
        /// The file.
        path: PathBuf,
        /// The error of the system or the reader.
        source: PstError,
    },
}

impl ImportError {
    /// Returns the reason why messages of the source may be missing.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Open { source, .. } | Self::Read { source, .. } => Reason::of_error(source),
            Self::Outlook { source, .. } => match source {
                PstError::Open { source, .. } | PstError::Read { source, .. } => Reason::of_error(source),
                PstError::HeaderCut { size } => Reason::EndsEarly { size: *size, expected: None },
                PstError::NoMagic { .. } => {
                    let why = "This is not an Outlook data file, or it is damaged beyond recognition.";
                    Reason::Unreadable { why: why.to_owned() }
                }
                other => Reason::Unreadable { why: other.to_string() },
            },
        }
    }
}

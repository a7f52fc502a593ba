//! Why a file can't be written.

use std::io;
use std::path::PathBuf;

/// The reason why a file, or one item of it, can't be written. [`PstWriter`](super::PstWriter) says after which of
/// them the file can be gone on with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file could not be made.
    #[error("{} can't be created", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The device failed.
    #[error("byte {offset} can't be written")]
    Write {
        /// Where in the file.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
    /// A value of the item could not be read where it comes from.
    #[error("property {id:#06x} of the item can't be read")]
    Source {
        /// The property's id.
        id: u16,
        /// What its source said.
        source: io::Error,
    },
    /// The layout holds no more.
    #[error("the file would be larger than {limit} bytes, which is the most that its layout holds")]
    FileFull {
        /// The most bytes of a file in this layout.
        limit: u64,
    },
    /// A value is longer than `lcbTotal` can say, [MS-PST] 2.2.2.8.3.2.1.
    #[error("a value has {size} bytes, at most {limit} can be written")]
    ValueTooLong {
        /// The value's length in bytes.
        size: u64,
        /// The most bytes of a value.
        limit: u64,
    },
    /// A structure holds as much as its format allows.
    #[error("{structure} holds {limit} entries, no more can be written")]
    Full {
        /// The structure, by the standard's name.
        structure: &'static str,
        /// The most entries.
        limit: u64,
    },
    /// Items lie within each other deeper than readers follow.
    #[error("messages lie more than {limit} deep in each other")]
    TooDeep {
        /// The most items around an item.
        limit: usize,
    },
    /// No folder of this file has this id.
    #[error("there is no folder {folder}")]
    NoSuchFolder {
        /// The id.
        folder: crate::NodeId,
    },
}

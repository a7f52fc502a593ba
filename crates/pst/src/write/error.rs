//! The errors of the writer.

use std::io;
use std::path::PathBuf;

/// The reason why a file, or one item of it, can't be written. [`PstWriter`](super::PstWriter) describes the state of
/// the file after an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file could not be created.
    #[error("{} can't be created", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The device failed.
    #[error("byte {offset} can't be written")]
    Write {
        /// Offset in the file.
        offset: u64,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The source of a value failed.
    #[error("property {id:#06x} of the item can't be read")]
    Source {
        /// The id of the property.
        id: u16,
        /// The error of the source.
        source: io::Error,
    },
    /// The file has reached the largest size of its layout or of its options.
    #[error("the file is full: it can have at most {limit} bytes. Write the rest to another file")]
    FileFull {
        /// The largest size of the file in bytes.
        limit: u64,
    },
    /// A value is longer than mail programs can read.
    #[error("a value has {size} bytes, but at most {limit} can be written")]
    ValueTooLong {
        /// The length of the value in bytes.
        size: u64,
        /// The largest length of a value in bytes.
        limit: u64,
    },
    /// A structure has reached its largest number of entries.
    #[error("the {structure} is full: it has at most {limit} entries")]
    Full {
        /// The name of the structure in the standard.
        structure: &'static str,
        /// The largest number of entries.
        limit: u64,
    },
    /// Items are nested deeper than readers follow.
    #[error("messages are nested more than {limit} deep")]
    TooDeep {
        /// The deepest nesting that readers follow.
        limit: usize,
    },
    /// Another folder or item has the chosen node id, or no folder or item can have it.
    #[error("node id {node} is in use or is no id for this kind of node")]
    NodeInUse {
        /// The chosen id.
        node: crate::NodeId,
    },
    /// The file has no folder with this id.
    #[error("there is no folder {folder}")]
    NoSuchFolder {
        /// The id of the folder.
        folder: crate::NodeId,
    },
}

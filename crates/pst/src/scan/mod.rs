//! A scan of the whole file for blocks and B-tree pages.
//!
//! The trailer of each block and page contains its id and a checksum ([MS-PST] 2.2.2.7.1 and 2.2.2.8.1), so both
//! can be found without the B-trees. The scan uses only the structures of [`format`](crate::format) and the bytes
//! of the file.

mod detect;
mod roots;
mod scanner;

pub(crate) use detect::detect;
pub(crate) use roots::newest_roots;
pub(crate) use scanner::{BlockContents, Scan, ScannedBlock, ScannedPage};

/// The condition under which the reader looks for nodes and items that the directory of the file does not lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recovery {
    /// Never. The reader returns only the items that the directory leads to.
    Never,
    /// Only if the header, the directory or a block is damaged. Deleted items are recovered only if the damage
    /// makes it impossible to distinguish them from lost items.
    #[default]
    Auto,
    /// Always. The reader returns deleted items too.
    Always,
}

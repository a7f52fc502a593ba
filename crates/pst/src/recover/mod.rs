//! Brings back what the two B-trees of a file do not lead to: blocks and pages are found by scanning the whole file,
//! since each carries its id and a checksum, [MS-PST] 2.2.2.7.1 and 2.2.2.8.1.

mod claims;
mod detect;
mod items;
mod nodes;
mod ranges;
mod roots;
mod scan;
mod unclaimed;
mod version;

pub(crate) use detect::detect;
pub(crate) use items::{FoundItems, items};
pub(crate) use nodes::FoundNodes;
pub(crate) use roots::roots;
pub(crate) use scan::{FoundBlock, Holds, Scan};

/// When to look for what the file's own directory does not lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recovery {
    /// Never: what the directory leads to, and no more.
    Never,
    /// When something is broken: header, directory or blocks. Deleted items stay deleted unless nobody can tell them
    /// from lost ones any more.
    #[default]
    Auto,
    /// Always, and deleted items come too.
    Always,
}

//! Brings back what the two B-trees of a file do not lead to: blocks and pages are found by scanning the whole file,
//! since each carries its id and a checksum, [MS-PST] 2.2.2.7.1 and 2.2.2.8.1.

mod claims;
mod detect;
mod groups;
mod items;
mod nodes;
mod older;
mod ranges;
mod roots;
mod scan;
mod search;
mod unclaimed;
mod version;
mod whole;

pub(crate) use detect::detect;
pub(crate) use groups::Groups;
pub(crate) use items::{FoundItems, instead_of, items};
pub(crate) use nodes::FoundNodes;
pub(crate) use older::OlderNodes;
pub(crate) use roots::roots;
pub(crate) use scan::{FoundBlock, Holds, Scan};
pub(crate) use search::{loose_name_map, spare};
pub(crate) use whole::Whole;

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

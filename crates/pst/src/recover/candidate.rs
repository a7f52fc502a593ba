//! Candidates for recovery, and their rank.

use super::identity::ItemIdentity;
use crate::format::NodeData;
use crate::messaging::ItemRef;

/// A version of an item that was found outside the directory.
pub(super) struct ItemCandidate {
    pub item: ItemRef,
    pub node: NodeData,
    pub identity: ItemIdentity,
    /// True if the block B-tree lists the blocks of this version. Such a version existed until the file was
    /// damaged, so it is not an older version of another item.
    pub is_listed: bool,
    /// True if this version can be delivered as an item. Other versions can only replace a version that can't be
    /// read.
    pub is_deliverable: bool,
    /// True if all blocks of this version can be read.
    pub is_complete: bool,
    /// The id of the first block. A version with a higher id was written later.
    pub first_block: u64,
    /// Offset of the first block in the file.
    pub offset: u64,
}

impl ItemCandidate {
    /// Returns the rank among the versions of one item. Complete versions rank highest, then listed versions,
    /// versions with a node, versions with subnodes, and newer versions.
    pub(super) fn rank(&self) -> (bool, bool, bool, bool, u64) {
        (
            self.is_complete,
            self.is_listed,
            self.item.block.is_none(),
            !self.node.subnodes.is_none(),
            self.first_block,
        )
    }
}

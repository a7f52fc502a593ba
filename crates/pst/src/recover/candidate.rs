//! A version of an item that was found outside the directory.

use super::identity::ItemIdentity;
use crate::format::NodeData;
use crate::messaging::ItemRef;

/// A version of an item that was found outside the directory.
pub(super) struct ItemCandidate {
    pub item: ItemRef,
    pub node: NodeData,
    pub identity: ItemIdentity,
    /// True if the block B-tree lists its blocks. It belonged to the file before the damage, so it is no older version.
    pub is_listed: bool,
    /// True if it is delivered as an item. Other candidates only replace a version that can't be read.
    pub is_deliverable: bool,
    /// True if all its blocks can be read.
    pub is_complete: bool,
    /// The id of its first block. A version with a higher id was written later.
    pub first_block: u64,
    /// Offset of its first block.
    pub offset: u64,
}

impl ItemCandidate {
    /// Returns the rank among versions of one item. A complete version is better than the newest one; among equals, one
    /// with a node is better than one that was assembled from blocks.
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

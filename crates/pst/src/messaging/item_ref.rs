//! A reference to an item of a file.

use super::provenance::Provenance;
use crate::format::{NodeData, NodeId};

/// An item that a walk found. It can be read later, and on any thread, with
/// [`PstFile::read_item`](crate::PstFile::read_item).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ItemRef {
    /// The node of the item, or [`NodeId::NONE`] if no page lists one.
    pub nid: NodeId,
    /// The id of the item's first block, if the item was assembled from blocks.
    pub block: Option<u64>,
    /// The data of the item, if the node B-tree does not lead to it.
    pub(crate) node: Option<NodeData>,
    /// The folder that was visited last before the item.
    pub folder: NodeId,
    /// The way in which the item was found.
    pub provenance: Provenance,
}

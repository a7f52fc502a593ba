//! The way in which an item or folder was found.

/// The way in which an item or folder was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// A table of the parent folder lists the item or folder. In an undamaged file, all items and folders are
    /// listed.
    Listed,
    /// No table lists the item or folder, but its node names an existing folder as its parent.
    Node,
    /// No table lists the item or folder, and the parent folder that its node names does not exist.
    Orphan,
    /// The node B-tree is damaged and no longer leads to the page that lists the node.
    DetachedPage,
    /// The item or folder was deleted. Only an abandoned page of the node B-tree still lists its node.
    Deleted,
    /// No page lists a node of the item. The item was assembled from blocks in the file.
    Block,
    /// Like [`Self::Block`], but the item was deleted and its blocks were marked as free.
    DeletedBlock,
}

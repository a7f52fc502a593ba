//! The way in which an item or folder was found.

/// The way in which an item or folder was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// The table of its folder lists it. All items and folders of an undamaged file are listed.
    Listed,
    /// No table lists it, but its node names an existing folder as its parent.
    Node,
    /// No table lists it, and the folder that its node names does not exist.
    Orphan,
    /// The node B-tree is damaged. A page that is detached from it lists the node.
    DetachedPage,
    /// It had been deleted. Only an abandoned page of the node B-tree lists the node.
    Deleted,
    /// No page lists a node for it. It was assembled from blocks in the file.
    Block,
    /// As [`Self::Block`], but the blocks had been freed, because it had been deleted.
    DeletedBlock,
}

//! An index of the folders and items that have nodes.

use std::collections::{BTreeMap, HashMap};

use crate::directory::{NodeDirectory, NodeOrigin};
use crate::format::{NodeEntry, NodeId, NodeType};
use crate::messaging::{ItemRef, Provenance};

/// The folders and items that have a node. Deleted folders and items are left out.
#[derive(Default)]
pub(super) struct NodeIndex {
    /// The parent and the origin of each folder.
    pub folders: BTreeMap<NodeId, (NodeId, NodeOrigin)>,
    /// Folders by parent.
    pub subfolders: HashMap<NodeId, Vec<NodeId>>,
    /// Items in the order of their ids.
    pub items: Vec<ItemNode>,
    /// Number of hidden items by folder.
    pub associated: HashMap<NodeId, u32>,
}

/// The node of an item.
#[derive(Clone, Copy)]
pub(super) struct ItemNode {
    pub nid: NodeId,
    pub parent: NodeId,
    pub origin: NodeOrigin,
}

impl NodeIndex {
    pub(super) fn read(directory: &NodeDirectory) -> Self {
        let mut index = Self::default();
        directory.for_each_node(&mut |node, origin| {
            if origin != NodeOrigin::Deleted {
                index.add(&node, origin);
            }
        });
        for (&nid, &(parent, _)) in &index.folders {
            index.subfolders.entry(parent).or_default().push(nid);
        }
        index.items.sort_by_key(|item| item.nid);
        index.items.dedup_by_key(|item| item.nid);
        index
    }

    fn add(&mut self, node: &NodeEntry, origin: NodeOrigin) {
        match node.nid.node_type() {
            Some(NodeType::NormalFolder) => {
                self.folders.entry(node.nid).or_insert((node.parent, origin));
            }
            Some(NodeType::NormalMessage) => {
                self.items.push(ItemNode { nid: node.nid, parent: node.parent, origin });
            }
            Some(NodeType::AssocMessage) => {
                let count = self.associated.entry(node.parent).or_default();
                *count = count.saturating_add(1);
            }
            _ => {}
        }
    }

    /// Returns [`Provenance::DetachedPage`] if the node of a folder is detached. Otherwise returns `otherwise`.
    pub(super) fn folder_provenance(&self, folder: NodeId, otherwise: Provenance) -> Provenance {
        match self.folders.get(&folder) {
            Some((_, NodeOrigin::Detached)) => Provenance::DetachedPage,
            _ => otherwise,
        }
    }

    /// Returns the index of an item in [`Self::items`].
    pub(super) fn item_index(&self, nid: NodeId) -> Option<usize> {
        self.items.binary_search_by_key(&nid, |item| item.nid).ok()
    }

    /// Returns the parent of the item at an index.
    pub(super) fn parent_of(&self, index: usize) -> NodeId {
        self.items.get(index).map_or(NodeId::LOST_AND_FOUND, |item| item.parent)
    }
}

/// Creates the reference to an item with a node. `provenance` is used if the node B-tree leads to the node.
pub(super) fn item_ref(nid: NodeId, folder: NodeId, origin: NodeOrigin, provenance: Provenance) -> ItemRef {
    let provenance = if origin == NodeOrigin::Listed { provenance } else { Provenance::DetachedPage };
    ItemRef { nid, block: None, node: None, folder, provenance }
}

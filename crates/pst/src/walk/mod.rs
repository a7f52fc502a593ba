//! The walk through all folders and items of a file.

mod nodes;
mod visitor;

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use crate::directory::NodeOrigin;
use crate::format::{NodeId, NodeType};
use crate::messaging::{Folder, FolderContents, ItemRef, Provenance, contents_row_cells};
use crate::recover::Mailbox;
use nodes::{ItemNode, NodeIndex, item_ref};
pub use visitor::Visitor;

/// The state of a walk.
struct Walk<'a> {
    mailbox: &'a Mailbox,
    nodes: NodeIndex,
    /// Indices in `nodes.items`, sorted by parent.
    by_parent: Vec<usize>,
    /// For each item in `nodes.items`, true if it was delivered.
    delivered: Vec<bool>,
    /// Delivered items without a node in the index.
    delivered_ids: HashSet<NodeId>,
    /// First blocks of delivered items that were assembled from blocks.
    delivered_blocks: HashSet<u64>,
    visited_folders: HashSet<NodeId>,
    /// Items that neither a table nor the node B-tree leads to, by folder.
    recovered: BTreeMap<NodeId, Vec<ItemRef>>,
}

/// Visits every folder and every item of a file once.
pub(crate) fn walk(mailbox: &Mailbox, visitor: &mut dyn Visitor) -> ControlFlow<()> {
    let nodes = NodeIndex::read(&mailbox.context().directory);
    let mut by_parent: Vec<usize> = (0..nodes.items.len()).collect();
    by_parent.sort_by_key(|&index| nodes.items.get(index).map(|item| (item.parent, item.nid)));
    let delivered = vec![false; nodes.items.len()];
    let mut recovered = BTreeMap::<_, Vec<_>>::new();
    for &item in &mailbox.recovered().items {
        recovered.entry(item.folder).or_default().push(item);
    }
    let count = nodes.items.len().saturating_add(mailbox.recovered().items.len());
    visitor.item_count(u64::try_from(count).unwrap_or(u64::MAX));
    let mut walk = Walk {
        mailbox,
        nodes,
        by_parent,
        delivered,
        delivered_ids: HashSet::new(),
        delivered_blocks: HashSet::new(),
        visited_folders: HashSet::new(),
        recovered,
    };
    walk.folder_tree(NodeId::ROOT_FOLDER, None, Provenance::Listed, visitor)?;
    walk.orphaned_folders(visitor)?;
    walk.deleted_folders(visitor)?;
    walk.orphaned_items(visitor)
}

impl Walk<'_> {
    /// Visits a folder and all folders below it.
    fn folder_tree(
        &mut self,
        root: NodeId,
        parent: Option<NodeId>,
        provenance: Provenance,
        visitor: &mut dyn Visitor,
    ) -> ControlFlow<()> {
        let mut stack = vec![(root, parent, provenance, 0_usize)];
        while let Some((nid, parent, provenance, depth)) = stack.pop() {
            if !self.visited_folders.insert(nid) {
                continue;
            }
            let mut contents = FolderContents::read(self.mailbox.context(), nid);
            if provenance == Provenance::Deleted {
                // The tables of a deleted folder are outdated: the items and subfolders in them may have been
                // moved.
                (contents.items, contents.subfolders) = (Vec::new(), Vec::new());
            }
            let associated = self.nodes.associated.get(&nid).copied().unwrap_or(0);
            let provenance = self.nodes.folder_provenance(nid, provenance);
            visitor.folder(&Folder { parent, associated, provenance, depth, ..contents.folder })?;
            self.items(nid, &contents.items, visitor)?;
            self.recovered_items(nid, visitor)?;
            let depth = depth.saturating_add(1);
            let listed =
                contents.subfolders.iter().filter(|nid| nid.node_type() == Some(NodeType::NormalFolder));
            let mut below: Vec<_> =
                listed.map(|&child| (child, Some(nid), Provenance::Listed, depth)).collect();
            let by_node = self.nodes.subfolders.get(&nid).into_iter().flatten();
            let known: HashSet<NodeId> = contents.subfolders.iter().copied().collect();
            let unlisted = by_node.filter(|child| !known.contains(child));
            below.extend(unlisted.map(|&child| (child, Some(nid), Provenance::Node, depth)));
            stack.extend(below.into_iter().rev());
        }
        ControlFlow::Continue(())
    }

    /// Visits the items that the table of a folder lists, then those whose nodes name the folder as their parent.
    fn items(&mut self, folder: NodeId, listed: &[NodeId], visitor: &mut dyn Visitor) -> ControlFlow<()> {
        for &nid in listed.iter().filter(|nid| nid.node_type() == Some(NodeType::NormalMessage)) {
            if let Some(item) = self.take_recovered_item_of_row(folder, nid) {
                visitor.item(&item)?;
            } else if let Some(origin) = self.take_listed_item(nid) {
                visitor.item(&item_ref(nid, folder, origin, Provenance::Listed))?;
            }
        }
        let first = self.by_parent.partition_point(|&index| self.nodes.parent_of(index) < folder);
        let by_node = self.by_parent.iter().skip(first).copied();
        let by_node: Vec<usize> =
            by_node.take_while(|&index| self.nodes.parent_of(index) == folder).collect();
        for index in by_node {
            if let Some(ItemNode { nid, origin, .. }) = self.take_item_at(index) {
                visitor.item(&item_ref(nid, folder, origin, Provenance::Node))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Visits the recovered items of a folder.
    fn recovered_items(&mut self, folder: NodeId, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        for item in self.recovered.remove(&folder).unwrap_or_default() {
            if self.is_undelivered(&item) {
                // A row in the table of a later folder must not deliver the item again.
                self.delivered_blocks.extend(item.block);
                self.delivered_ids.insert(item.nid);
                visitor.item(&item)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Visits the folders that can't be reached from the root. Folders without an existing parent come first.
    /// Folders that are their own ancestors follow.
    fn orphaned_folders(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folders = self.nodes.folders.clone();
        let (tops, others): (Vec<_>, Vec<_>) =
            folders.iter().partition(|(_, (parent, _))| !folders.contains_key(parent));
        for (&nid, &(parent, _)) in tops.into_iter().chain(others) {
            self.folder_tree(nid, Some(parent), Provenance::Orphan, visitor)?;
        }
        ControlFlow::Continue(())
    }

    /// Visits the deleted folders that contained recovered items.
    fn deleted_folders(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folders: Vec<NodeId> = self.recovered.keys().copied().collect();
        for nid in folders.into_iter().filter(|nid| nid.node_type() == Some(NodeType::NormalFolder)) {
            if let Ok(node) = self.mailbox.context().directory.node(nid) {
                // The parent may have been deleted too.
                let parent = Some(node.parent).filter(|parent| self.visited_folders.contains(parent));
                self.folder_tree(nid, parent, Provenance::Deleted, visitor)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Visits the items without a folder.
    fn orphaned_items(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folder = NodeId::LOST_AND_FOUND;
        let left = (0..self.delivered.len()).filter_map(|index| self.take_item_at(index));
        let left = left.map(|item| item_ref(item.nid, folder, item.origin, Provenance::Orphan));
        let mut left: Vec<ItemRef> = left.collect();
        let recovered = std::mem::take(&mut self.recovered).into_values().flatten();
        let recovered = recovered.filter(|item| self.is_undelivered(item));
        left.extend(recovered.map(|item| ItemRef { folder, ..item }));
        if left.is_empty() {
            return ControlFlow::Continue(());
        }
        visitor.folder(&Folder {
            nid: folder,
            parent: None,
            name: "Lost and found".to_owned(),
            container_class: None,
            declared: None,
            associated: 0,
            provenance: Provenance::Orphan,
            depth: 0,
            defects: Vec::new(),
        })?;
        for item in left {
            visitor.item(&item)?;
        }
        ControlFlow::Continue(())
    }

    /// Returns true if a recovered item has not been delivered yet, for example by a row of a table.
    fn is_undelivered(&self, item: &ItemRef) -> bool {
        match item.block {
            Some(block) => !self.delivered_blocks.contains(&block),
            None => !self.delivered_ids.contains(&item.nid),
        }
    }

    /// Returns the recovered item that a row of a table describes, and marks it as delivered. Returns `None` if
    /// the row's item has a node.
    fn take_recovered_item_of_row(&mut self, folder: NodeId, nid: NodeId) -> Option<ItemRef> {
        let recovered = self.mailbox.recovered();
        let has_node = self.nodes.item_index(nid).is_some();
        if recovered.items.is_empty() || has_node || self.delivered_ids.contains(&nid) {
            return None;
        }
        let is_free =
            |item: &ItemRef| item.block.is_some_and(|block| !self.delivered_blocks.contains(&block));
        let item = recovered.item_of_node(nid).filter(is_free);
        let item = item.or_else(|| {
            recovered.item_of_row(&contents_row_cells(self.mailbox.context(), folder, nid), is_free)
        })?;
        self.delivered_ids.insert(nid);
        self.delivered_blocks.extend(item.block);
        Some(ItemRef { nid, folder, ..item })
    }

    /// Returns the origin of an item that a table lists, and marks the item as delivered. Returns `None` if the
    /// item was delivered before.
    fn take_listed_item(&mut self, nid: NodeId) -> Option<NodeOrigin> {
        match self.nodes.item_index(nid) {
            Some(index) => self.take_item_at(index).map(|item| item.origin),
            None => self.delivered_ids.insert(nid).then(|| {
                // Without a node, the item can only be read in an older version.
                let older = self.mailbox.context().directory.detached_nodes().get(nid);
                if older.is_some() { NodeOrigin::Detached } else { NodeOrigin::Listed }
            }),
        }
    }

    /// Returns the item at an index, and marks it as delivered. Returns `None` if the item was delivered before.
    fn take_item_at(&mut self, index: usize) -> Option<ItemNode> {
        let delivered = self.delivered.get_mut(index).filter(|delivered| !**delivered)?;
        *delivered = true;
        self.nodes.items.get(index).copied()
    }
}

//! The way through all folders and items.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use super::Context;
use super::folder::{Folder, FolderContents, Found, MessageRef};
use super::message::row_cells;
use crate::ndb::{NodeEntry, NodeId, NodeType, Origin};

/// Receives what a walk meets. `Break` ends the walk.
pub trait Visitor {
    /// How many items will come, before anything else does. Where tables list items that the file's directory does not
    /// know, more come.
    fn items(&mut self, _count: u64) {}

    /// A folder; its parent came before it, its items follow, then the folders in it.
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()>;

    /// An item of the folder that came last. It has not been read yet: to skip it, do nothing.
    fn message(&mut self, message: &MessageRef) -> ControlFlow<()>;
}

/// What the node B-tree holds of folders and items, and what was cut off from it.
#[derive(Default)]
struct Nodes {
    /// Folders, their parents, and whether the tree leads to them.
    folders: BTreeMap<NodeId, (NodeId, Origin)>,
    /// Folders by parent.
    children: HashMap<NodeId, Vec<NodeId>>,
    /// Items with their parents, in order of node.
    messages: Vec<Message>,
    /// How many hidden items a folder has.
    associated: HashMap<NodeId, u32>,
}

#[derive(Clone, Copy)]
struct Message {
    nid: NodeId,
    parent: NodeId,
    origin: Origin,
}

/// A walk under way.
struct Walk<'a> {
    context: &'a Context,
    nodes: Nodes,
    /// Indices into `nodes.messages`, in order of parent.
    by_parent: Vec<usize>,
    delivered: Vec<bool>,
    /// Items that a table lists but the node B-tree does not.
    lost: HashSet<NodeId>,
    visited: HashSet<NodeId>,
    /// Blocks of items that a table listed, though it was by these blocks that they were found.
    taken: HashSet<u64>,
    /// Items that neither tables nor the tree lead to, by the folder they were in.
    recovered: BTreeMap<NodeId, Vec<MessageRef>>,
}

/// Visits every folder and item of a file, each once.
pub(crate) fn walk(context: &Context, visitor: &mut dyn Visitor) -> ControlFlow<()> {
    let nodes = Nodes::scan(context);
    let mut by_parent: Vec<usize> = (0..nodes.messages.len()).collect();
    by_parent.sort_by_key(|&index| nodes.messages.get(index).map(|message| (message.parent, message.nid)));
    let delivered = vec![false; nodes.messages.len()];
    let mut recovered = BTreeMap::<_, Vec<_>>::new();
    for &message in &context.recovered().items {
        recovered.entry(message.folder).or_default().push(message);
    }
    let count = nodes.messages.len().saturating_add(context.recovered().items.len());
    visitor.items(u64::try_from(count).unwrap_or(u64::MAX));
    let (lost, visited, taken) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut walk = Walk { context, nodes, by_parent, delivered, lost, visited, taken, recovered };
    walk.tree(NodeId::ROOT_FOLDER, None, Found::Listed, visitor)?;
    walk.cut_off_folders(visitor)?;
    walk.deleted_folders(visitor)?;
    walk.orphans(visitor)
}

impl Nodes {
    fn scan(context: &Context) -> Self {
        let mut nodes = Self::default();
        context.ndb.scan_nodes(&mut |node, origin| {
            if origin != Origin::Deleted {
                nodes.add(&node, origin);
            }
        });
        for (&nid, &(parent, _)) in &nodes.folders {
            nodes.children.entry(parent).or_default().push(nid);
        }
        nodes.messages.sort_by_key(|message| message.nid);
        nodes.messages.dedup_by_key(|message| message.nid);
        nodes
    }

    fn add(&mut self, node: &NodeEntry, origin: Origin) {
        match node.nid.kind() {
            Some(NodeType::NormalFolder) => {
                self.folders.entry(node.nid).or_insert((node.parent, origin));
            }
            Some(NodeType::NormalMessage) => {
                self.messages.push(Message { nid: node.nid, parent: node.parent, origin });
            }
            Some(NodeType::AssocMessage) => {
                let count = self.associated.entry(node.parent).or_default();
                *count = count.saturating_add(1);
            }
            _ => {}
        }
    }

    /// How a folder was found that would otherwise be found as `otherwise`.
    fn found(&self, folder: NodeId, otherwise: Found) -> Found {
        match self.folders.get(&folder) {
            Some((_, Origin::CutOff)) => Found::CutOff,
            _ => otherwise,
        }
    }
}

impl Walk<'_> {
    /// A folder and all below it.
    fn tree(
        &mut self,
        root: NodeId,
        parent: Option<NodeId>,
        found: Found,
        visitor: &mut dyn Visitor,
    ) -> ControlFlow<()> {
        let mut stack = vec![(root, parent, found, 0_usize)];
        while let Some((nid, parent, found, depth)) = stack.pop() {
            if !self.visited.insert(nid) {
                continue;
            }
            let mut contents = FolderContents::read(self.context, nid);
            if found == Found::Deleted {
                // What its old tables list may have gone elsewhere since.
                (contents.messages, contents.children) = (Vec::new(), Vec::new());
            }
            let associated = self.nodes.associated.get(&nid).copied().unwrap_or(0);
            let found = self.nodes.found(nid, found);
            visitor.folder(&Folder { parent, associated, found, depth, ..contents.folder })?;
            self.messages(nid, &contents.messages, visitor)?;
            let recovered = self.recovered.remove(&nid).unwrap_or_default();
            for message in recovered {
                if self.is_left(&message) {
                    // Nor may a later folder's row bring it again.
                    self.taken.extend(message.block);
                    self.lost.insert(message.nid);
                    visitor.message(&message)?;
                }
            }
            let below = depth.saturating_add(1);
            let listed =
                contents.children.iter().filter(|child| child.kind() == Some(NodeType::NormalFolder));
            let mut children: Vec<_> =
                listed.map(|&child| (child, Some(nid), Found::Listed, below)).collect();
            let of_node = self.nodes.children.get(&nid).into_iter().flatten();
            let known: HashSet<NodeId> = contents.children.iter().copied().collect();
            let unlisted = of_node.filter(|child| !known.contains(child));
            children.extend(unlisted.map(|&child| (child, Some(nid), Found::Node, below)));
            stack.extend(children.into_iter().rev());
        }
        ControlFlow::Continue(())
    }

    /// The items of a folder: first those that its table lists.
    fn messages(&mut self, folder: NodeId, listed: &[NodeId], visitor: &mut dyn Visitor) -> ControlFlow<()> {
        for &nid in listed.iter().filter(|nid| nid.kind() == Some(NodeType::NormalMessage)) {
            if let Some(found) = self.of_row(folder, nid) {
                visitor.message(&found)?;
            } else if let Some(origin) = self.take(nid) {
                visitor.message(&message_ref(nid, folder, origin, Found::Listed))?;
            }
        }
        let first = self.by_parent.partition_point(|&index| self.parent_of(index) < folder);
        let of_node = self.by_parent.iter().skip(first).copied();
        let of_node: Vec<usize> = of_node.take_while(|&index| self.parent_of(index) == folder).collect();
        for index in of_node {
            if let Some(Message { nid, origin, .. }) = self.take_at(index) {
                visitor.message(&message_ref(nid, folder, origin, Found::Node))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Folders that no way leads to from the root: their parents are lost, or are each other's.
    fn cut_off_folders(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folders = self.nodes.folders.clone();
        let (tops, others): (Vec<_>, Vec<_>) =
            folders.iter().partition(|(_, (parent, _))| !folders.contains_key(parent));
        for (&nid, &(parent, _)) in tops.into_iter().chain(others) {
            self.tree(nid, Some(parent), Found::Orphan, visitor)?;
        }
        ControlFlow::Continue(())
    }

    /// Folders that had been deleted, where items of theirs come back.
    fn deleted_folders(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folders: Vec<NodeId> = self.recovered.keys().copied().collect();
        for nid in folders {
            let node = self.context.ndb.node(nid).ok().filter(|_| nid.kind() == Some(NodeType::NormalFolder));
            if let Some(node) = node {
                // A folder around it that was deleted too is not there to be named.
                let parent = Some(node.parent).filter(|parent| self.visited.contains(parent));
                self.tree(nid, parent, Found::Deleted, visitor)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Items whose folder is not there.
    fn orphans(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folder = NodeId::LOST_AND_FOUND;
        let left = (0..self.delivered.len()).filter_map(|index| self.take_at(index));
        let left = left.map(|message| message_ref(message.nid, folder, message.origin, Found::Orphan));
        let mut left: Vec<MessageRef> = left.collect();
        let recovered = std::mem::take(&mut self.recovered).into_values().flatten();
        let recovered = recovered.filter(|message| self.is_left(message));
        left.extend(recovered.map(|message| MessageRef { folder, ..message }));
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
            found: Found::Orphan,
            depth: 0,
            defects: Vec::new(),
        })?;
        for message in left {
            visitor.message(&message)?;
        }
        ControlFlow::Continue(())
    }

    /// True if an item that was found beside the directory has not been delivered for a row of a table.
    fn is_left(&self, message: &MessageRef) -> bool {
        match message.block {
            Some(block) => !self.taken.contains(&block),
            None => !self.lost.contains(&message.nid),
        }
    }

    /// The item that a table lists, if no node of that id leads to it, but its blocks were found.
    fn of_row(&mut self, folder: NodeId, nid: NodeId) -> Option<MessageRef> {
        let found = self.context.recovered();
        let has_node = self.nodes.messages.binary_search_by_key(&nid, |message| message.nid).is_ok();
        if found.items.is_empty() || has_node || self.lost.contains(&nid) {
            return None;
        }
        let is_free = |item: &MessageRef| item.block.is_some_and(|block| !self.taken.contains(&block));
        let item = found.of_node(nid).filter(is_free);
        let item = item.or_else(|| found.of_row(&row_cells(self.context, folder, nid), is_free))?;
        self.lost.insert(nid);
        self.taken.extend(item.block);
        Some(MessageRef { nid, folder, ..item })
    }

    /// An item's origin, if it has not been delivered yet; from now on it has.
    fn take(&mut self, nid: NodeId) -> Option<Origin> {
        match self.nodes.messages.binary_search_by_key(&nid, |message| message.nid) {
            Ok(index) => self.take_at(index).map(|message| message.origin),
            Err(_) => self.lost.insert(nid).then_some({
                // An older version is better than nothing.
                let older = self.context.ndb.found_nodes().get(nid);
                if older.is_some() { Origin::CutOff } else { Origin::Live }
            }),
        }
    }

    fn take_at(&mut self, index: usize) -> Option<Message> {
        let delivered = self.delivered.get_mut(index).filter(|delivered| !**delivered)?;
        *delivered = true;
        self.nodes.messages.get(index).copied()
    }

    fn parent_of(&self, index: usize) -> NodeId {
        self.nodes.messages.get(index).map_or(NodeId::LOST_AND_FOUND, |message| message.parent)
    }
}

/// An item that the node B-tree leads to, found as `found`, or one that was cut off from it.
fn message_ref(nid: NodeId, folder: NodeId, origin: Origin, found: Found) -> MessageRef {
    let found = if origin == Origin::Live { found } else { Found::CutOff };
    MessageRef { nid, block: None, node: None, folder, found }
}

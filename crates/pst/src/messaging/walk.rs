//! The way through all folders and items.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use super::Context;
use super::folder::{Folder, FolderContents, Found, MessageRef};
use crate::ndb::{NodeId, NodeType};

/// Receives what a walk meets. `Break` ends the walk.
pub trait Visitor {
    /// A folder; its parent came before it, its items follow, then the folders in it.
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()>;

    /// An item of the folder that came last. It has not been read yet: to skip it, do nothing.
    fn message(&mut self, message: &MessageRef) -> ControlFlow<()>;
}

/// What the node B-tree holds of folders and items.
#[derive(Default)]
struct Nodes {
    /// Folders and their parents.
    folders: BTreeMap<NodeId, NodeId>,
    /// Folders by parent.
    children: HashMap<NodeId, Vec<NodeId>>,
    /// Items with their parents, in order of node.
    messages: Vec<(NodeId, NodeId)>,
    /// How many hidden items a folder has.
    associated: HashMap<NodeId, u32>,
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
}

/// Visits every folder and item of a file, each once.
pub(crate) fn walk(context: &Context, visitor: &mut dyn Visitor) -> ControlFlow<()> {
    let nodes = Nodes::scan(context);
    let mut by_parent: Vec<usize> = (0..nodes.messages.len()).collect();
    by_parent.sort_by_key(|&index| nodes.messages.get(index).map(|&(nid, parent)| (parent, nid)));
    let delivered = vec![false; nodes.messages.len()];
    let mut walk =
        Walk { context, nodes, by_parent, delivered, lost: HashSet::new(), visited: HashSet::new() };
    walk.tree(NodeId::ROOT_FOLDER, None, Found::Listed, visitor)?;
    walk.cut_off_folders(visitor)?;
    walk.orphans(visitor)
}

impl Nodes {
    fn scan(context: &Context) -> Self {
        let mut nodes = Self::default();
        context.ndb.scan_nodes(&mut |node| match node.nid.kind() {
            Some(NodeType::NormalFolder) => {
                nodes.folders.entry(node.nid).or_insert(node.parent);
            }
            Some(NodeType::NormalMessage) => nodes.messages.push((node.nid, node.parent)),
            Some(NodeType::AssocMessage) => {
                let count = nodes.associated.entry(node.parent).or_default();
                *count = count.saturating_add(1);
            }
            _ => {}
        });
        for (&nid, &parent) in &nodes.folders {
            nodes.children.entry(parent).or_default().push(nid);
        }
        nodes.messages.sort_by_key(|&(nid, _)| nid);
        nodes.messages.dedup_by_key(|&mut (nid, _)| nid);
        nodes
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
            let contents = FolderContents::read(self.context, nid);
            let associated = self.nodes.associated.get(&nid).copied().unwrap_or(0);
            visitor.folder(&Folder { parent, associated, found, depth, ..contents.folder })?;
            self.messages(nid, &contents.messages, visitor)?;
            let below = depth.saturating_add(1);
            let listed =
                contents.children.iter().filter(|child| child.kind() == Some(NodeType::NormalFolder));
            let mut children: Vec<_> =
                listed.map(|&child| (child, Some(nid), Found::Listed, below)).collect();
            let of_node = self.nodes.children.get(&nid).into_iter().flatten();
            let unlisted = of_node.filter(|child| !contents.children.contains(child));
            children.extend(unlisted.map(|&child| (child, Some(nid), Found::Node, below)));
            stack.extend(children.into_iter().rev());
        }
        ControlFlow::Continue(())
    }

    /// The items of a folder: first those that its table lists.
    fn messages(&mut self, folder: NodeId, listed: &[NodeId], visitor: &mut dyn Visitor) -> ControlFlow<()> {
        for &nid in listed.iter().filter(|nid| nid.kind() == Some(NodeType::NormalMessage)) {
            if self.take(nid) {
                visitor.message(&MessageRef { nid, folder, found: Found::Listed })?;
            }
        }
        let first = self.by_parent.partition_point(|&index| self.parent_of(index) < folder);
        let of_node = self.by_parent.iter().skip(first).copied();
        let of_node: Vec<usize> = of_node.take_while(|&index| self.parent_of(index) == folder).collect();
        for index in of_node {
            if let Some(nid) = self.take_at(index) {
                visitor.message(&MessageRef { nid, folder, found: Found::Node })?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Folders that no way leads to from the root: their parents are lost, or are each other's.
    fn cut_off_folders(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let folders = self.nodes.folders.clone();
        let starts = |folders: &BTreeMap<NodeId, NodeId>, parent: &NodeId| !folders.contains_key(parent);
        let (tops, others): (Vec<_>, Vec<_>) =
            folders.iter().partition(|(_, parent)| starts(&folders, parent));
        for (&nid, &parent) in tops.into_iter().chain(others) {
            self.tree(nid, Some(parent), Found::Orphan, visitor)?;
        }
        ControlFlow::Continue(())
    }

    /// Items whose folder is not there.
    fn orphans(&mut self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let left: Vec<NodeId> = (0..self.delivered.len()).filter_map(|index| self.take_at(index)).collect();
        if left.is_empty() {
            return ControlFlow::Continue(());
        }
        let folder = NodeId::LOST_AND_FOUND;
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
        for nid in left {
            visitor.message(&MessageRef { nid, folder, found: Found::Orphan })?;
        }
        ControlFlow::Continue(())
    }

    /// True if an item has not been delivered yet; from now on it has.
    fn take(&mut self, nid: NodeId) -> bool {
        match self.nodes.messages.binary_search_by_key(&nid, |&(nid, _)| nid) {
            Ok(index) => self.take_at(index).is_some(),
            Err(_) => self.lost.insert(nid),
        }
    }

    fn take_at(&mut self, index: usize) -> Option<NodeId> {
        let delivered = self.delivered.get_mut(index).filter(|delivered| !**delivered)?;
        *delivered = true;
        self.nodes.messages.get(index).map(|&(nid, _)| nid)
    }

    fn parent_of(&self, index: usize) -> NodeId {
        self.nodes.messages.get(index).map_or(NodeId::LOST_AND_FOUND, |&(_, parent)| parent)
    }
}

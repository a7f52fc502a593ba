//! Nodes that the node B-tree does not lead to, but that other pages of the file still list.

use std::collections::{HashMap, HashSet};

use super::integrity::NodeIntegrity;
use super::key_ranges::KeyRanges;
use crate::format::{NodeEntry, NodeId, PageType};
use crate::ndb::{Ndb, TreeIntegrity};
use crate::scan::{Scan, ScannedPage};

/// A node that the node B-tree does not lead to, from a page that still lists it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DetachedNode {
    pub entry: NodeEntry,
    /// True if the node existed until the file was damaged, false if it had been deleted before.
    pub is_current: bool,
    /// True if this is an older version of the node, because the newest version can't be read.
    pub is_older_version: bool,
}

/// All detached nodes in the order of their ids. Each id occurs once.
#[derive(Debug, Default)]
pub(crate) struct DetachedNodes(Vec<DetachedNode>);

/// One of several entries for a node, with the properties by which the entries are ranked.
#[derive(Clone, Copy)]
struct RankedEntry {
    node: DetachedNode,
    /// True if all blocks of the node can be read.
    is_complete: bool,
    /// True if the file contains the first block of the node's data and the first block of its subnodes.
    has_roots: bool,
}

impl RankedEntry {
    /// Keeps the better of two entries. A complete version is better than a newer incomplete version. Any version
    /// is better than no version.
    fn merge(&mut self, other: Self) {
        let is_current = self.node.is_current || other.node.is_current;
        let rank = |entry: &Self| (entry.is_complete, entry.has_roots, entry.node.is_current);
        if rank(&other) > rank(self) {
            // Only the newest page, which was added first, names the folder that contains the item now.
            let parent = self.node.entry.parent;
            *self = other;
            self.node.entry.parent = parent;
            self.node.is_older_version = true;
        }
        self.node.is_current = is_current;
    }
}

/// Collects the best entry of each node. Pages must be added from newest to oldest.
struct Collector<'n> {
    ndb: &'n Ndb,
    integrity: &'n NodeIntegrity,
    trees: TreeIntegrity,
    /// The ranges of node ids that the added pages span.
    covered: KeyRanges,
    best: HashMap<NodeId, RankedEntry>,
}

impl Collector<'_> {
    /// Adds the nodes of a page that a look-up in the node B-tree does not find. `is_listed` is true if the page
    /// belongs to the current B-tree.
    fn add_nodes(&mut self, nodes: &[NodeEntry], is_listed: bool) {
        let ndb = self.ndb;
        for &entry in nodes.iter().filter(|entry| !ndb.lists_node(entry.nid)) {
            let is_current = match (self.trees.nbt, self.trees.bbt) {
                // The node B-tree is intact, so a node that it does not list was deleted.
                (true, _) => false,
                (false, true) => ndb.lists_block(entry.node.data),
                // If a newer page spans the id but does not list it, the node was deleted before that page was
                // written.
                (false, false) => is_listed || !self.covered.contains(entry.nid.value()),
            };
            // Most older pages repeat the entries of newer pages.
            let known = self.best.get_mut(&entry.nid).filter(|known| known.node.entry.node == entry.node);
            if let Some(known) = known {
                known.node.is_current |= is_current;
                continue;
            }
            let is_complete = self.integrity.is_complete(entry.node);
            let has_roots =
                is_complete || (ndb.has_block(entry.node.data) && ndb.has_block(entry.node.subnodes));
            let node = DetachedNode { entry, is_current, is_older_version: false };
            let ranked = RankedEntry { node, is_complete, has_roots };
            self.best.entry(entry.nid).and_modify(|known| known.merge(ranked)).or_insert(ranked);
        }
    }

    /// Adds the range of ids that a page spans.
    fn add_range(&mut self, nodes: &[NodeEntry]) {
        if let (Some(first), Some(last)) = (nodes.first(), nodes.last()) {
            self.covered.insert(first.nid.value(), last.nid.value());
        }
    }
}

impl DetachedNodes {
    /// Collects the detached nodes. Reads the leaf pages of the node B-tree first, then all other leaf pages that
    /// the scan found, the newest first.
    pub(crate) fn collect(ndb: &Ndb, integrity: &NodeIntegrity, scan: &Scan, trees: TreeIntegrity) -> Self {
        let covered = KeyRanges::default();
        let mut collector = Collector { ndb, integrity, trees, covered, best: HashMap::new() };
        let mut listed_pages = HashSet::new();
        ndb.for_each_node_page(&mut |offset, nodes| {
            listed_pages.insert(offset);
            // If the B-tree is damaged, even one of its current pages can list nodes that a look-up does not find.
            if !trees.nbt {
                collector.add_nodes(nodes, true);
            }
            collector.add_range(nodes);
        });
        let leaves = scan.pages(PageType::Nbt).filter(|page| page.level == 0);
        let leaves = leaves.filter(|page| !listed_pages.contains(&page.offset));
        // A page that was written for another offset may belong to a PST file that is attached to an item of this
        // one.
        let (in_place, others): (Vec<&ScannedPage>, Vec<&ScannedPage>) =
            leaves.partition(|page| page.in_place);
        for page in in_place.into_iter().chain(others) {
            let mut nodes = ndb.nodes_of_page(page.page_ref());
            if !page.in_place {
                nodes.retain(|entry| !collector.covered.contains(entry.nid.value()));
            }
            collector.add_nodes(&nodes, false);
            collector.add_range(&nodes);
        }
        // A deleted item is lost when its blocks have been overwritten.
        let kept = collector.best.into_values().filter(|entry| entry.node.is_current || entry.has_roots);
        let mut nodes: Vec<DetachedNode> = kept.map(|entry| entry.node).collect();
        nodes.sort_unstable_by_key(|node| node.entry.nid);
        Self(nodes)
    }

    pub(crate) fn get(&self, nid: NodeId) -> Option<&DetachedNode> {
        let index = self.0.binary_search_by_key(&nid, |node| node.entry.nid).ok()?;
        self.0.get(index)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &DetachedNode> {
        self.0.iter()
    }
}

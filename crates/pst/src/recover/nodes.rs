//! Nodes that the node B-tree does not lead to, but pages that lie elsewhere in the file still list.

use std::collections::{HashMap, HashSet};

use super::ranges::Ranges;
use super::scan::{FoundPage, Scan};
use crate::ndb::{BlockId, ByteIndex, Complete, Ndb, NodeEntry, NodeId, PageRef, PageType};

/// A node by a page that the tree does not lead to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoundNode {
    pub entry: NodeEntry,
    /// It belonged to the file when that was last sound; false for one that had been deleted before.
    pub current: bool,
    /// A newer page lists a version that can't be read.
    pub older: bool,
}

/// All such nodes, each id once, in order of id.
#[derive(Debug, Default)]
pub(crate) struct FoundNodes(Vec<FoundNode>);

/// A node with what tells which of several entries to believe.
#[derive(Clone, Copy)]
struct Candidate {
    node: FoundNode,
    /// All its blocks can be read.
    whole: bool,
    /// The first blocks of its data and of its subnodes are there.
    there: bool,
}

impl Candidate {
    /// Most pages repeat what newer ones say of a node.
    fn is_of(&self, entry: &NodeEntry) -> bool {
        self.node.entry.node == entry.node
    }

    /// An older version that is whole is better than a newer one that is not, and any version is better than none.
    fn merge(&mut self, other: Self) {
        let current = self.node.current || other.node.current;
        let worth = |candidate: &Self| (candidate.whole, candidate.there, candidate.node.current);
        if worth(&other) > worth(self) {
            // The newest page knows where the item is now.
            let parent = self.node.entry.parent;
            *self = other;
            self.node.entry.parent = parent;
            self.node.older = true;
        }
        self.node.current = current;
    }
}

/// Nodes by pages, the best pages first.
struct Gather<'n> {
    ndb: &'n Ndb,
    complete: Complete,
    /// Ids that pages span which were gone through.
    covered: Ranges,
    best: HashMap<NodeId, Candidate>,
}

impl Gather<'_> {
    /// Takes the nodes of a page that a look-up does not find. `led_to` tells whether the tree leads to the page.
    fn page(&mut self, nodes: &[NodeEntry], led_to: bool) {
        let ndb = self.ndb;
        for &entry in nodes.iter().filter(|entry| !ndb.is_live(entry.nid)) {
            let current = match (self.complete.nodes, self.complete.blocks) {
                // The tree lists all that belongs to the file.
                (true, _) => false,
                (false, true) => ndb.lists_block(entry.node.data),
                // A newer page that spans the id, but does not list it, was written after the deletion.
                (false, false) => led_to || !self.covered.contains(entry.nid.value()),
            };
            if let Some(known) = self.best.get_mut(&entry.nid).filter(|known| known.is_of(&entry)) {
                known.node.current |= current;
                continue;
            }
            let whole = ndb.is_whole(entry.node);
            let there = whole || (ndb.has_block(entry.node.data) && ndb.has_block(entry.node.subnodes));
            let candidate = Candidate { node: FoundNode { entry, current, older: false }, whole, there };
            self.best.entry(entry.nid).and_modify(|known| known.merge(candidate)).or_insert(candidate);
        }
    }

    /// Notes which ids a page spans.
    fn cover(&mut self, nodes: &[NodeEntry]) {
        if let (Some(first), Some(last)) = (nodes.first(), nodes.last()) {
            self.covered.insert(first.nid.value(), last.nid.value());
        }
    }
}

impl FoundNodes {
    /// Goes through all leaf pages that a scan found, newest first.
    pub(crate) fn collect(ndb: &Ndb, scan: &Scan, complete: Complete) -> Self {
        let mut gather = Gather { ndb, complete, covered: Ranges::default(), best: HashMap::new() };
        let mut live = HashSet::new();
        ndb.node_leaves(&mut |offset, nodes| {
            live.insert(offset);
            // Of a damaged tree even a page that it leads to can hold nodes that a look-up does not find.
            if !complete.nodes {
                gather.page(nodes, true);
            }
            gather.cover(nodes);
        });
        let leaves = scan.pages(PageType::Nbt).filter(|page| page.level == 0 && !live.contains(&page.offset));
        // Pages that lie where they were not written may be those of another file within this one.
        let (placed, others): (Vec<&FoundPage>, Vec<&FoundPage>) = leaves.partition(|page| page.placed);
        for page in placed.into_iter().chain(others) {
            let at = PageRef { bid: BlockId::new(page.bid), offset: ByteIndex::new(page.offset) };
            let mut nodes = ndb.nodes_of_page(at);
            if !page.placed {
                nodes.retain(|entry| !gather.covered.contains(entry.nid.value()));
            }
            gather.page(&nodes, false);
            gather.cover(&nodes);
        }
        // Of a deleted item whose blocks were used again there is nothing left to bring back.
        let kept = gather.best.into_values().filter(|candidate| candidate.node.current || candidate.there);
        let mut nodes: Vec<FoundNode> = kept.map(|candidate| candidate.node).collect();
        nodes.sort_unstable_by_key(|node| node.entry.nid);
        Self(nodes)
    }

    pub(crate) fn get(&self, nid: NodeId) -> Option<&FoundNode> {
        let index = self.0.binary_search_by_key(&nid, |node| node.entry.nid).ok()?;
        self.0.get(index)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &FoundNode> {
        self.0.iter()
    }
}

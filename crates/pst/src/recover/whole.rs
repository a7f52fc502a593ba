//! Whether all blocks of a node can be read.

use std::collections::HashMap;

use super::Scan;
use crate::flaw::Flaws;
use crate::ndb::{BlockId, DataTree, Ndb, NodeData, Subnodes};

/// No sound node contains subnodes deeper than this; a hostile file might.
const MOST_DEPTH: usize = 64;

/// One more than the level of an XXBLOCK.
const MOST_LEVEL: u8 = 3;

/// Answers whether nodes are whole. The scan has already compared the checksum of every block, so only the blocks that
/// list other blocks are read, each of them once: versions of one item share attachments, and those are not read again.
#[derive(Default)]
pub(crate) struct Whole {
    /// Answers for blocks that list others, by block id.
    known: HashMap<u64, bool>,
    /// Ids that were read from lists. A hostile file lists the same blocks again and again.
    looked: usize,
}

impl Whole {
    /// Returns true if the node's data, its list of subnodes and the data of all of these can be read.
    pub(crate) fn node(&mut self, ndb: &Ndb, scan: &Scan, node: NodeData) -> bool {
        self.node_at(ndb, scan, node, 0)
    }

    fn node_at(&mut self, ndb: &Ndb, scan: &Scan, node: NodeData, depth: usize) -> bool {
        (node.data.is_none() || self.data(ndb, scan, node.data, MOST_LEVEL))
            && self.subnodes(ndb, scan, node.subnodes, depth)
    }

    /// `above` is the level of the block that lists this one: levels that only fall end any cycle.
    fn data(&mut self, ndb: &Ndb, scan: &Scan, bid: BlockId, above: u8) -> bool {
        if !is_sound(scan, bid) {
            return false;
        }
        if !bid.is_internal() {
            return true;
        }
        self.remember(ndb, bid, |whole| {
            let below = DataTree::below(ndb, bid).filter(|(level, _)| *level < above);
            let Some((level, below)) = below else { return false };
            whole.looked = whole.looked.saturating_add(below.len());
            below.iter().all(|below| whole.data(ndb, scan, *below, level))
        })
    }

    fn subnodes(&mut self, ndb: &Ndb, scan: &Scan, root: BlockId, depth: usize) -> bool {
        if root.is_none() {
            return true;
        }
        if depth >= MOST_DEPTH || !is_sound(scan, root) {
            return false;
        }
        self.remember(ndb, root, |whole| {
            let mut flaws = Flaws::default();
            let list = Subnodes::read(ndb, root, &mut flaws);
            whole.looked = whole.looked.saturating_add(list.ids().count());
            let below = depth.saturating_add(1);
            flaws.is_empty() && list.iter().all(|(_, node)| whole.node_at(ndb, scan, node, below))
        })
    }

    /// Answers for a block that lists others. One that is part of itself is not whole.
    fn remember(&mut self, ndb: &Ndb, bid: BlockId, answer: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some(&known) = self.known.get(&bid.value()) {
            return known;
        }
        if self.looked > ndb.most_blocks() {
            return false;
        }
        self.known.insert(bid.value(), false);
        let whole = answer(self);
        self.known.insert(bid.value(), whole);
        whole
    }
}

fn is_sound(scan: &Scan, bid: BlockId) -> bool {
    scan.block(bid.value()).is_some_and(|block| block.sound)
}

//! Checks if all blocks of a node can be read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::flaw::Flaws;
use crate::format::{BlockId, NodeData};
use crate::ndb::{DataTree, Ndb, Subnodes};
use crate::scan::Scan;

/// The maximum depth of nested subnodes. No undamaged node reaches this depth, but a hostile file can exceed it.
const MAX_DEPTH: usize = 64;

/// A level above all lists of data blocks: an `XXBLOCK` has level 2.
const MAX_LEVEL: u8 = 3;

/// Checks nodes, and caches the results. The scan has already verified the checksum of every block, so only blocks
/// that list other blocks are read. Each is read only once, because versions of an item share the blocks of
/// attachments.
pub(crate) struct NodeIntegrity {
    ndb: Arc<Ndb>,
    answers: Mutex<Answers>,
}

/// The cached results.
#[derive(Default)]
struct Answers {
    /// The results for blocks that list other blocks, by block id.
    known: HashMap<u64, bool>,
    /// Number of block ids read from lists. It is limited, because a hostile file can list a block any number of
    /// times.
    ids_read: usize,
}

/// A check of one node.
struct Check<'c> {
    ndb: &'c Ndb,
    scan: &'c Scan,
    answers: &'c mut Answers,
}

impl NodeIntegrity {
    pub(crate) fn new(ndb: Arc<Ndb>) -> Self {
        Self { ndb, answers: Mutex::default() }
    }

    /// Returns true if the data of a node, its list of subnodes and the data of all its subnodes can be read.
    /// Returns true for every node if the file must not be scanned.
    pub(crate) fn is_complete(&self, node: NodeData) -> bool {
        let Some(scan) = self.ndb.scan() else { return true };
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        Check { ndb: &self.ndb, scan, answers: &mut answers }.node(node, 0)
    }
}

impl Check<'_> {
    fn node(&mut self, node: NodeData, depth: usize) -> bool {
        (node.data.is_none() || self.data(node.data, MAX_LEVEL)) && self.subnodes(node.subnodes, depth)
    }

    /// Returns true if a block and all blocks below it can be read. `level_above` is the level of the block that
    /// lists this block. A block must have a lower level than the block above it, so no cycle of blocks is
    /// followed forever.
    fn data(&mut self, bid: BlockId, level_above: u8) -> bool {
        if !self.is_sound(bid) {
            return false;
        }
        if !bid.is_internal() {
            return true;
        }
        self.remember(bid, |check| {
            let list = DataTree::listed_blocks(check.ndb, bid).filter(|(level, _)| *level < level_above);
            let Some((level, blocks)) = list else { return false };
            check.answers.ids_read = check.answers.ids_read.saturating_add(blocks.len());
            blocks.iter().all(|block| check.data(*block, level))
        })
    }

    fn subnodes(&mut self, root: BlockId, depth: usize) -> bool {
        if root.is_none() {
            return true;
        }
        if depth >= MAX_DEPTH || !self.is_sound(root) {
            return false;
        }
        self.remember(root, |check| {
            let mut flaws = Flaws::default();
            let list = Subnodes::read(check.ndb, root, &mut flaws);
            check.answers.ids_read = check.answers.ids_read.saturating_add(list.ids().count());
            let below = depth.saturating_add(1);
            flaws.is_empty() && list.iter().all(|(_, node)| check.node(node, below))
        })
    }

    /// Returns the cached result for a block that lists other blocks. If there is none, calls `answer` and caches
    /// its result. A block that lists itself, directly or indirectly, is incomplete.
    fn remember(&mut self, bid: BlockId, answer: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some(&known) = self.answers.known.get(&bid.value()) {
            return known;
        }
        if self.answers.ids_read > self.ndb.max_blocks() {
            return false;
        }
        self.answers.known.insert(bid.value(), false);
        let complete = answer(self);
        self.answers.known.insert(bid.value(), complete);
        complete
    }

    fn is_sound(&self, bid: BlockId) -> bool {
        self.scan.block(bid.value()).is_some_and(|block| block.sound)
    }
}

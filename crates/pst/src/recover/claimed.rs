//! The blocks of known nodes.

use std::collections::HashSet;

use crate::directory::NodeDirectory;
use crate::flaw::Flaws;
use crate::format::{BlockId, NodeData};
use crate::ndb::{DataTree, Subnodes};

/// The blocks with which the data and the subnode lists of known nodes begin.
#[derive(Default)]
pub(super) struct ClaimedBlocks {
    /// First data blocks, and roots of data trees.
    data: HashSet<u64>,
    /// `SLBLOCK`s and `SIBLOCK`s.
    subnodes: HashSet<u64>,
    /// Number of subnodes read. It is limited, because lists in a hostile file can refer to the same blocks many
    /// times.
    subnodes_read: usize,
}

/// The maximum depth of nested subnodes. No undamaged node reaches this depth, but a hostile file can exceed it.
const MAX_DEPTH: usize = 64;

impl ClaimedBlocks {
    /// Records the first blocks of a node and of all its subnodes as claimed.
    pub(super) fn claim(&mut self, directory: &NodeDirectory, node: NodeData) {
        let ndb = directory.ndb();
        let mut stack = vec![(node, 0)];
        while let Some((node, depth)) = stack.pop() {
            self.claim_data(directory, node.data);
            if node.subnodes.is_none()
                || depth >= MAX_DEPTH
                || self.subnodes_read > ndb.max_blocks()
                || !self.subnodes.insert(node.subnodes.value())
            {
                continue;
            }
            let subnodes = Subnodes::read(ndb, node.subnodes, &mut Flaws::default());
            self.subnodes_read = self.subnodes_read.saturating_add(subnodes.ids().count());
            self.subnodes.extend(subnodes.list_blocks().iter().map(|bid| bid.value()));
            stack.extend(subnodes.iter().map(|(_, node)| (node, depth.saturating_add(1))));
        }
    }

    fn claim_data(&mut self, directory: &NodeDirectory, bid: BlockId) {
        let is_new = !bid.is_none() && self.data.insert(bid.value());
        if is_new
            && bid.is_internal()
            && let Some(first) = DataTree::first_block(directory.ndb(), bid)
        {
            self.data.insert(first.value());
        }
    }

    /// Returns true if a block is the first data block or the root of a data tree of a known node.
    pub(super) fn has_data(&self, bid: u64) -> bool {
        self.data.contains(&bid)
    }

    /// Returns true if a list of subnodes belongs to a known node.
    pub(super) fn has_subnodes(&self, bid: u64) -> bool {
        self.subnodes.contains(&bid)
    }
}

//! Which blocks belong to nodes that are known.

use std::collections::HashSet;
use std::sync::Arc;

use crate::flaw::Flaws;
use crate::ndb::{BlockId, DataTree, Ndb, NodeData, Subnodes};

/// Data and subnodes of nodes, as far as they were claimed.
#[derive(Default)]
pub(super) struct Claims {
    /// First data blocks and roots of data trees.
    data: HashSet<u64>,
    /// SLBLOCKs and SIBLOCKs that are the root of a node's subnodes.
    subnodes: HashSet<u64>,
    /// Subnodes that were looked at: lists that name the same blocks again and again would never end.
    looked: usize,
}

/// No node lies deeper within others; a hostile file's end.
const MOST_DEPTH: usize = 64;

impl Claims {
    /// Claims a node with all that hangs on it.
    pub(super) fn node(&mut self, ndb: &Arc<Ndb>, node: NodeData) {
        let mut stack = vec![(node, 0)];
        while let Some((node, depth)) = stack.pop() {
            self.data(ndb, node.data);
            if node.subnodes.is_none()
                || depth >= MOST_DEPTH
                || self.looked > ndb.most_blocks()
                || !self.subnodes.insert(node.subnodes.value())
            {
                continue;
            }
            let subnodes = Subnodes::read(ndb, node.subnodes, &mut Flaws::default());
            self.looked = self.looked.saturating_add(subnodes.ids().count());
            self.subnodes.extend(subnodes.lists().iter().map(|bid| bid.value()));
            stack.extend(subnodes.iter().map(|(_, node)| (node, depth.saturating_add(1))));
        }
    }

    fn data(&mut self, ndb: &Arc<Ndb>, bid: BlockId) {
        let new = !bid.is_none() && self.data.insert(bid.value());
        if new
            && bid.is_internal()
            && let Some(first) = DataTree::first_of(ndb, bid)
        {
            self.data.insert(first.value());
        }
    }

    /// True if a data block, or the tree that it begins, belongs to a known node.
    pub(super) fn has_data(&self, bid: u64) -> bool {
        self.data.contains(&bid)
    }

    /// True if a list of subnodes belongs to a known node.
    pub(super) fn has_subnodes(&self, bid: u64) -> bool {
        self.subnodes.contains(&bid)
    }
}

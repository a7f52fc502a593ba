//! Lists of blocks and of subnodes that belong to no known node. They are assigned to property contexts without a
//! node.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::subnode_hints::{SubnodeHints, SubnodeSummary};
use crate::directory::NodeDirectory;
use crate::flaw::Flaws;
use crate::format::{BlockId, NodeData};
use crate::ndb::{DataTree, Subnodes};

/// The maximum distance, in blocks, between the properties of an item and a list of subnodes that is assigned to
/// the item only because of this distance. Programs write both at once: in files of several programs, the distance
/// was 1 to 4.
const NEAR: u64 = 16;
/// Maximum number of lists that are tried for one item.
const MAX_TRIES: usize = 2000;
/// Maximum number of fitting lists that are kept for one item.
const MAX_PAIRS: usize = 8;

/// Lists that belong to no known node.
#[derive(Default)]
pub(super) struct UnclaimedLists {
    /// Lists of subnodes by block id.
    subnode_lists: BTreeMap<u64, SubnodeSummary>,
    /// The subnodes in all lists of subnodes, by the id of their first data block.
    subnodes: HashMap<u64, NodeData>,
    /// The ids of `XBLOCK`s and `XXBLOCK`s, by the id of their first data block.
    xblocks: HashMap<u64, u64>,
}

impl UnclaimedLists {
    /// Reads the unclaimed blocks with these ids. The ids must be in ascending order.
    pub(super) fn collect(directory: &NodeDirectory, ids: impl Iterator<Item = u64>) -> Self {
        let ndb = directory.ndb();
        let mut unclaimed = Self::default();
        let mut listed = HashSet::new();
        // The number of entries is limited, because lists in a hostile file can refer to the same blocks many
        // times.
        let mut left = ndb.max_blocks();
        for bid in ids {
            let root = BlockId::new(bid);
            if let Some(first) = DataTree::first_block(ndb, root) {
                unclaimed.add_xblock(directory, first.value(), bid);
                continue;
            }
            if left == 0 {
                break;
            }
            let list = Subnodes::read(ndb, root, &mut Flaws::default());
            left = left.saturating_sub(list.ids().count().saturating_add(1));
            let list_blocks = list.list_blocks().iter().map(|block| block.value());
            listed.extend(list_blocks.filter(|block| *block != bid));
            for (_, node) in list.iter() {
                listed.insert(node.subnodes.value());
                let first = DataTree::first_block(ndb, node.data).unwrap_or(node.data);
                unclaimed.subnodes.insert(first.value(), node);
            }
            if list.ids().next().is_some() {
                unclaimed.subnode_lists.insert(bid, SubnodeSummary::of(&list));
            }
        }
        // A list that another list refers to is a part of that other list.
        unclaimed.subnode_lists.retain(|bid, _| !listed.contains(bid));
        unclaimed
    }

    /// Adds an `XBLOCK`. If several `XBLOCK`s begin with the same data block, keeps the newest complete `XBLOCK`,
    /// or the newest if none is complete.
    fn add_xblock(&mut self, directory: &NodeDirectory, first: u64, xblock: u64) {
        let is_complete =
            |bid| directory.is_complete(NodeData { data: BlockId::new(bid), subnodes: BlockId::NONE });
        match self.xblocks.entry(first) {
            Entry::Vacant(entry) => {
                entry.insert(xblock);
            }
            Entry::Occupied(mut entry) => {
                if is_complete(xblock) || !is_complete(*entry.get()) {
                    entry.insert(xblock);
                }
            }
        }
    }

    /// Returns the subnode whose data begins in a block.
    pub(super) fn subnode_beginning_in(&self, first: u64) -> Option<NodeData> {
        self.subnodes.get(&first).copied()
    }

    /// Returns a node without subnodes whose data begins in a block.
    pub(super) fn node_beginning_in(&self, first: u64) -> NodeData {
        let data = BlockId::new(self.xblocks.get(&first).copied().unwrap_or(first));
        NodeData { data, subnodes: BlockId::NONE }
    }

    /// Assigns lists of subnodes to items. Each item is given by the first block of its properties. If several
    /// lists fit an item, the nearest is assigned, because an item and its list are written at once.
    pub(super) fn assign(&self, items: &[(u64, SubnodeHints)]) -> HashMap<u64, BlockId> {
        let mut pairs: Vec<(bool, u64, u64, u64)> = Vec::new();
        for (first, hints) in items {
            let by_distance_only = !hints.name_values();
            let lists = self.nearest_lists(*first).take(MAX_TRIES);
            let lists = lists.take_while(|list| !by_distance_only || distance(*list, *first) <= NEAR);
            let fitting =
                lists.filter(|list| self.subnode_lists.get(list).is_some_and(|list| hints.fit(list)));
            let fitting = fitting.take(MAX_PAIRS);
            pairs.extend(fitting.map(|list| (by_distance_only, distance(list, *first), *first, list)));
        }
        pairs.sort_unstable();
        let mut taken = HashSet::new();
        let mut lists = HashMap::new();
        for (_, _, first, list) in pairs {
            if !lists.contains_key(&first) && taken.insert(list) {
                lists.insert(first, BlockId::new(list));
            }
        }
        lists
    }

    /// Returns the ids of all lists of subnodes, in the order of their distance from `first`.
    fn nearest_lists(&self, first: u64) -> impl Iterator<Item = u64> {
        let mut lower = self.subnode_lists.range(..first).rev().map(|(&list, _)| list).peekable();
        let mut higher = self.subnode_lists.range(first..).map(|(&list, _)| list).peekable();
        std::iter::from_fn(move || match (lower.peek(), higher.peek()) {
            (Some(low), Some(high)) if first.abs_diff(*low) <= high.abs_diff(first) => lower.next(),
            (Some(_), None) => lower.next(),
            _ => higher.next(),
        })
    }
}

/// Returns the distance of two blocks in the order in which blocks were written. The lower two bits of an id are
/// flags, [MS-PST] 2.2.2.2.
fn distance(a: u64, b: u64) -> u64 {
    (a >> 2).abs_diff(b >> 2)
}

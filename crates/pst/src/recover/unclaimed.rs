//! Lists of blocks and subnodes that belong to no known node, and which property context each belongs to.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::claims::Claims;
use crate::flaw::Flaws;
use crate::ltp::PropertyContext;
use crate::ndb::{BlockId, DataTree, Ndb, NodeData, NodeId, NodeType, Subnodes};

/// How many ids lie at most between an item's properties and its list of subnodes where nothing else tells that they
/// belong together. Both are written at once; in files of several programs they were 4 to 16 apart.
const NEAR: u64 = 64;
/// How many lists are tried for one item.
const MOST_TRIES: usize = 2000;

/// What belongs to no known node.
#[derive(Default)]
pub(super) struct Unclaimed {
    /// Lists of subnodes by their block's id.
    lists: BTreeMap<u64, Subnodes>,
    /// Nodes by the block that their data begins in, of all those lists.
    inner: HashMap<u64, NodeData>,
    /// XBLOCKs by the first block that they list.
    trees: HashMap<u64, u64>,
}

impl Unclaimed {
    /// Reads all blocks of ids that nobody claims and that `wanted` picks.
    pub(super) fn collect(ndb: &Arc<Ndb>, claims: &Claims, ids: impl Iterator<Item = u64>) -> Self {
        let mut unclaimed = Self::default();
        let mut below = Vec::new();
        for bid in ids.filter(|bid| !claims.has_data(*bid) && !claims.has_subnodes(*bid)) {
            let root = BlockId::new(bid);
            if let Ok(tree) = DataTree::open(ndb, root, &mut Flaws::default()) {
                if let Some(first) = tree.first() {
                    unclaimed.trees.entry(first.value()).or_insert(bid);
                }
                continue;
            }
            let list = Subnodes::read(ndb, root, &mut Flaws::default());
            if list.iter().next().is_some() {
                below.extend(list.lists().iter().map(|below| below.value()).filter(|below| *below != bid));
                unclaimed.lists.insert(bid, list);
            }
        }
        for bid in below {
            unclaimed.lists.remove(&bid);
        }
        for (_, node) in unclaimed.lists.values().flat_map(Subnodes::iter) {
            let first = DataTree::open(ndb, node.data, &mut Flaws::default()).ok();
            let first = first.and_then(|tree| tree.first()).unwrap_or(node.data);
            unclaimed.inner.insert(first.value(), node);
        }
        unclaimed
    }

    /// The node of a property context that is a subnode of another one.
    pub(super) fn inner(&self, first: u64) -> Option<NodeData> {
        self.inner.get(&first).copied()
    }

    /// The data of a node that begins in a block.
    pub(super) fn data(&self, first: u64) -> BlockId {
        BlockId::new(self.trees.get(&first).copied().unwrap_or(first))
    }

    /// Takes the list of subnodes that belongs to an item's properties. Its values are exactly those that the properties
    /// name; of several lists the nearest, since both are written at once.
    pub(super) fn take_list(&mut self, first: u64, item: &PropertyContext) -> BlockId {
        let named = item.subnode_values();
        let near = |bid: &u64| bid.abs_diff(first);
        let mut bids: Vec<u64> = self.lists.keys().copied().collect();
        bids.sort_unstable_by_key(near);
        let fits = |bid: &u64| self.lists.get(bid).is_some_and(|list| fits(list, &named));
        let far = |bid: &u64| named.is_empty() && near(bid) > NEAR;
        let found = bids.into_iter().take(MOST_TRIES).take_while(|bid| !far(bid)).find(fits);
        match found {
            Some(bid) => {
                self.lists.remove(&bid);
                BlockId::new(bid)
            }
            None => BlockId::NONE,
        }
    }
}

/// True if a list is that of an item whose properties name these values.
fn fits(list: &Subnodes, named: &[NodeId]) -> bool {
    let values = list.iter().filter(|(nid, _)| nid.kind() == Some(NodeType::Ltp)).count();
    let has_table = |nid| list.get(nid).is_some();
    let is_message = has_table(NodeId::RECIPIENT_TABLE) || has_table(NodeId::ATTACHMENT_TABLE);
    values == named.len() && named.iter().all(|nid| has_table(*nid)) && (is_message || !named.is_empty())
}

//! Lists of blocks and subnodes that belong to no known node, and which property context each belongs to.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::flaw::Flaws;
use crate::ltp::PropertyContext;
use crate::ndb::{BlockId, DataTree, Ndb, NodeData, NodeId, NodeType, Subnodes};
use crate::tags;

/// How many ids lie at most between an item's properties and its list of subnodes where nothing else tells that they
/// belong together. Both are written at once; in files of several programs they were 1 to 4 apart.
const NEAR: u64 = 16;
/// How many lists are tried for one item.
const MOST_TRIES: usize = 2000;
/// How many of them are remembered.
const MOST_PAIRS: usize = 8;

/// What belongs to no known node.
#[derive(Default)]
pub(super) struct Unclaimed {
    /// Lists of subnodes by their block's id.
    lists: BTreeMap<u64, List>,
    /// Nodes by the block that their data begins in, of all those lists.
    inner: HashMap<u64, NodeData>,
    /// XBLOCKs by the first block that they list.
    trees: HashMap<u64, u64>,
}

/// What a list of subnodes tells of the item that it belongs to.
struct List {
    /// Subnodes that hold values, in order.
    values: Vec<NodeId>,
    /// It lists recipients or attachments.
    is_message: bool,
    attachments: bool,
}

impl List {
    fn of(list: &Subnodes) -> Self {
        let has = |nid| list.get(nid).is_some();
        Self {
            values: list.ids().filter(|nid| nid.kind() == Some(NodeType::Ltp)).collect(),
            is_message: has(NodeId::RECIPIENT_TABLE) || has(NodeId::ATTACHMENT_TABLE),
            attachments: list.ids().any(|nid| nid.kind() == Some(NodeType::Attachment)),
        }
    }
}

impl Unclaimed {
    /// Reads blocks of ids that nobody claims, in order of id.
    pub(super) fn collect(ndb: &Arc<Ndb>, ids: impl Iterator<Item = u64>) -> Self {
        let mut unclaimed = Self::default();
        let mut below = HashSet::new();
        // Lists that name the same blocks again and again would never end.
        let mut left = ndb.most_blocks();
        for bid in ids {
            let root = BlockId::new(bid);
            if let Some(first) = DataTree::first_of(ndb, root) {
                // The newest tree over a block is the one that was in use, but one that can't be read is no tree.
                let whole = |bid| ndb.is_whole(NodeData { data: BlockId::new(bid), subnodes: BlockId::NONE });
                match unclaimed.trees.entry(first.value()) {
                    Entry::Vacant(entry) => {
                        entry.insert(bid);
                    }
                    Entry::Occupied(mut entry) => {
                        if whole(bid) || !whole(*entry.get()) {
                            entry.insert(bid);
                        }
                    }
                }
                continue;
            }
            if left == 0 {
                break;
            }
            let list = Subnodes::read(ndb, root, &mut Flaws::default());
            left = left.saturating_sub(list.ids().count().saturating_add(1));
            below.extend(list.lists().iter().map(|below| below.value()).filter(|below| *below != bid));
            for (_, node) in list.iter() {
                below.insert(node.subnodes.value());
                let first = DataTree::first_of(ndb, node.data).unwrap_or(node.data);
                unclaimed.inner.insert(first.value(), node);
            }
            if list.ids().next().is_some() {
                unclaimed.lists.insert(bid, List::of(&list));
            }
        }
        // What another list names belongs to what that one belongs to.
        unclaimed.lists.retain(|bid, _| !below.contains(bid));
        unclaimed
    }

    /// The node of a property context that is a subnode of another one.
    pub(super) fn inner(&self, first: u64) -> Option<NodeData> {
        self.inner.get(&first).copied()
    }

    /// A node whose data begins in a block, without its subnodes.
    pub(super) fn begun(&self, first: u64) -> NodeData {
        let data = BlockId::new(self.trees.get(&first).copied().unwrap_or(first));
        NodeData { data, subnodes: BlockId::NONE }
    }

    /// The list of subnodes that belongs to each of some items, which are given by the block in which their properties
    /// begin and what these tell of it. Of several lists that fit the nearest, since both are written at once.
    pub(super) fn assign(&self, items: &[(u64, Signs)]) -> HashMap<u64, BlockId> {
        let mut pairs: Vec<(bool, u64, u64, u64)> = Vec::new();
        for (first, signs) in items {
            let fitting = self.around(*first).take(MOST_TRIES);
            let near = fitting.take_while(|list| !signs.named.is_empty() || distance(*list, *first) <= NEAR);
            let fitting = near.filter(|list| self.lists.get(list).is_some_and(|list| signs.fit(list)));
            pairs.extend(
                fitting
                    .take(MOST_PAIRS)
                    .map(|list| (signs.named.is_empty(), distance(list, *first), *first, list)),
            );
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

    /// The ids of all lists, the nearest to `first` first.
    fn around(&self, first: u64) -> impl Iterator<Item = u64> {
        let mut below = self.lists.range(..first).rev().map(|(&list, _)| list).peekable();
        let mut above = self.lists.range(first..).map(|(&list, _)| list).peekable();
        std::iter::from_fn(move || match (below.peek(), above.peek()) {
            (Some(low), Some(high)) if first.abs_diff(*low) <= high.abs_diff(first) => below.next(),
            (Some(_), None) => below.next(),
            _ => above.next(),
        })
    }
}

/// How many blocks were written between two; the lowest two bits of their ids are flags, [MS-PST] 2.2.2.2.
fn distance(a: u64, b: u64) -> u64 {
    (a >> 2).abs_diff(b >> 2)
}

/// What an item's properties tell of its list of subnodes.
#[derive(Debug)]
pub(super) struct Signs {
    /// Values that lie in subnodes.
    named: Vec<NodeId>,
    /// Whether it has attachments, by `mfHasAttach` of `PidTagMessageFlags`, [MS-OXCMSG] 2.2.1.6.
    attachments: Option<bool>,
    /// It had recipients.
    recipients: bool,
}

impl Signs {
    pub(super) fn of(item: &PropertyContext) -> Self {
        let flags = item.value_of(tags::MESSAGE_FLAGS, &mut Flaws::default());
        let flags = flags.and_then(|flags| flags.integer());
        let shown = [tags::DISPLAY_TO, tags::DISPLAY_CC, tags::DISPLAY_BCC];
        Self {
            named: item.subnode_values(),
            attachments: flags.map(|flags| flags & 0x10 != 0),
            recipients: shown.into_iter().any(|id| item.start_of(id, 1).is_some()),
        }
    }

    /// True if an item without a list of subnodes is not whole.
    pub(super) fn need_list(&self) -> bool {
        !self.named.is_empty() || self.attachments == Some(true) || self.recipients
    }

    /// True if a list can be the item's: its values are exactly those that the properties name.
    fn fit(&self, list: &List) -> bool {
        list.values == self.named
            && (list.is_message || !self.named.is_empty())
            && self.attachments.is_none_or(|told| told == list.attachments)
    }
}

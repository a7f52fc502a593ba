//! Allocation of node indices: the part of a `NID` above its type, [MS-PST] 2.2.2.1.
//!
//! Microsoft 365 recognizes an item that it imported before by the record key of its file and its `NID`. Therefore a
//! caller can choose the index of a node, directly or by a key that stays the same from one export to the next.
//!
//! | indices | nodes |
//! |---|---|
//! | below `0x10_0000` | nodes without a key, and embedded items, in the order of writing |
//! | `0x10_0000` to `0x1FF_FFFF` | nodes with a key below `0x1F0_0000`: the index is `0x10_0000` plus the key |
//! | `0x200_0000` to `0x3FF_FFFF` | nodes with a larger key, or with a key that another node has: by a hash of the key |
//!
//! Indices end at 2^26, so that a `NID` is positive as a signed number.

use std::collections::BTreeMap;

use crate::format::NodeId;

/// The way in which a folder or an item gets its node id.
///
/// Exports of the same mail should use the same keys, so that mail programs recognize items that they have imported
/// before. Use keys for all folders and items of a file, or for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NodeChoice {
    /// The next free id, in the order of writing.
    #[default]
    Next,
    /// An id that depends only on this key, such as the number of a message in an archive. Keys below 32,505,856 never
    /// share an id. Two larger keys can have the same hash; the second one then gets the next free id. The same applies
    /// to a key that is used twice.
    Key(u64),
    /// Exactly this id: one that an earlier export returned for the same folder or item.
    Node(NodeId),
}

/// The first index of nodes with a key, and the first one that is chosen by a hash.
const KEYED: u32 = 0x10_0000;
const HASHED: u32 = 0x200_0000;
/// The index after the last one.
const END: u32 = 0x400_0000;

/// The indices of one node type.
#[derive(Debug)]
pub(super) struct NodeIndices {
    /// The index before the first one.
    before: u32,
    /// The last index that was given to a node without a key.
    last: u32,
    /// The largest index in use.
    highest: u32,
    used: BTreeMap<u32, UsedPage>,
}

/// The used ones of 4,096 consecutive indices.
#[derive(Debug, Clone)]
struct UsedPage {
    bits: [u64; 64],
    count: u32,
}

const PAGE: u32 = 4096;

impl NodeIndices {
    /// Creates an allocator whose indices begin after `before`.
    pub(super) fn after(before: u32) -> Self {
        Self { before, last: before, highest: before, used: BTreeMap::new() }
    }

    /// Returns the largest index in use.
    pub(super) fn highest(&self) -> u32 {
        self.highest
    }

    /// Chooses an index and marks it as used. Returns `None` if all indices are in use, or if the chosen one is.
    /// `node_type` is the type of a node that the caller may name.
    pub(super) fn choose(&mut self, choice: NodeChoice, node_type: u32) -> Option<u32> {
        let index = match choice {
            NodeChoice::Next => {
                let index = self.free_from(self.last.saturating_add(1), END)?;
                self.last = index;
                index
            }
            NodeChoice::Key(key) => self.of_key(key)?,
            NodeChoice::Node(nid) => {
                let index = nid.value() >> 5;
                let is_valid = nid.value() & 0x1F == node_type && index > self.before && index < END;
                (is_valid && !self.is_used(index)).then_some(index)?
            }
        };
        self.mark(index);
        Some(index)
    }

    fn of_key(&self, key: u64) -> Option<u32> {
        let direct = u32::try_from(key).ok().and_then(|key| key.checked_add(KEYED));
        if let Some(index) = direct.filter(|&index| index < HASHED && !self.is_used(index)) {
            return Some(index);
        }
        let slots = END.saturating_sub(HASHED);
        let slot = u32::try_from(mixed(key) >> 32).unwrap_or(0) & slots.saturating_sub(1);
        let start = HASHED.saturating_add(slot);
        self.free_from(start, END).or_else(|| self.free_from(HASHED, start))
    }

    /// Returns the first free index from `start` on, if it is below `end`.
    fn free_from(&self, start: u32, end: u32) -> Option<u32> {
        let mut index = start;
        while index < end {
            match self.used.get(&(index >> 12)) {
                Some(page) if page.count == PAGE => {
                    index = (index | PAGE.saturating_sub(1)).saturating_add(1);
                }
                Some(page) if page.has(index) => index = index.saturating_add(1),
                _ => return Some(index),
            }
        }
        None
    }

    fn is_used(&self, index: u32) -> bool {
        self.used.get(&(index >> 12)).is_some_and(|page| page.has(index))
    }

    fn mark(&mut self, index: u32) {
        let page = self.used.entry(index >> 12).or_insert(UsedPage { bits: [0; 64], count: 0 });
        page.set(index);
        self.highest = self.highest.max(index);
    }
}

impl UsedPage {
    fn place(index: u32) -> (usize, u64) {
        let within = usize::try_from(index & PAGE.saturating_sub(1)).unwrap_or(0);
        (within >> 6, 1_u64 << (index & 63))
    }

    fn has(&self, index: u32) -> bool {
        let (word, bit) = Self::place(index);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn set(&mut self, index: u32) {
        let (word, bit) = Self::place(index);
        if let Some(bits) = self.bits.get_mut(word).filter(|bits| **bits & bit == 0) {
            *bits |= bit;
            self.count = self.count.saturating_add(1);
        }
    }
}

/// Spreads keys evenly over all numbers: neighbouring keys get distant numbers.
fn mixed(key: u64) -> u64 {
    let key = (key ^ (key >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (key ^ (key >> 29)).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

#[cfg(test)]
mod tests {
    use super::{NodeChoice, NodeIndices};
    use crate::format::NodeId;

    #[test]
    fn an_index_depends_on_the_choice() {
        let mut indices = NodeIndices::after(0x1_0000);
        for (choice, expected) in [
            (NodeChoice::Next, Some(0x1_0001)),
            (NodeChoice::Key(7), Some(0x10_0007)),
            (NodeChoice::Key(0), Some(0x10_0000)),
            (NodeChoice::Next, Some(0x1_0002)),
            (NodeChoice::Node(NodeId::new((0x1_0003 << 5) | 4)), Some(0x1_0003)),
            (NodeChoice::Next, Some(0x1_0004)),
            (NodeChoice::Key(0x1EF_FFFF), Some(0x1FF_FFFF)),
            // In use, of another type, below the first index, above the last one.
            (NodeChoice::Node(NodeId::new((0x1_0003 << 5) | 4)), None),
            (NodeChoice::Node(NodeId::new((0x1_0009 << 5) | 2)), None),
            (NodeChoice::Node(NodeId::new((0x1_0000 << 5) | 4)), None),
            (NodeChoice::Node(NodeId::new((0x400_0000 << 5) | 4)), None),
        ] {
            assert_eq!(indices.choose(choice, 4), expected, "{choice:?}");
        }
        assert_eq!(indices.highest(), 0x1FF_FFFF);
    }

    /// Keys keep their indices when others are added before, between and after them.
    #[test]
    fn keys_keep_their_indices() {
        let keys: Vec<u64> = (1..2000).chain((0..2000).map(|n| n * 0x1_0000_0001 + (1 << 40))).collect();
        let chosen = |keys: &mut dyn Iterator<Item = u64>| {
            let mut indices = NodeIndices::after(0x1_0000);
            keys.map(|key| (key, indices.choose(NodeChoice::Key(key), 4).unwrap())).collect::<Vec<_>>()
        };
        let all = chosen(&mut keys.iter().copied());
        let some = chosen(&mut keys.iter().copied().rev().step_by(3));
        let different: std::collections::BTreeSet<u32> = all.iter().map(|(_, index)| *index).collect();
        assert_eq!(different.len(), all.len());
        for one in some {
            assert!(all.contains(&one), "{one:?}");
        }
    }

    #[test]
    fn a_key_that_is_used_often_gets_free_indices() {
        let mut indices = NodeIndices::after(0x1_0000);
        let chosen: std::collections::BTreeSet<u32> =
            (0..50_000).map(|_| indices.choose(NodeChoice::Key(5), 4).unwrap()).collect();
        assert_eq!((chosen.len(), chosen.first()), (50_000, Some(&0x10_0005)));
    }
}

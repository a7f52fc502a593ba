//! Heap-on-node, [MS-PST] 2.3.1.

use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::bytes::{u8_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::ndb::{Block, DataTree, Ndb, NodeData, NodeId, NodeType, Subnodes};

/// `HNID`: a place in the heap if the low five bits are zero, else a subnode, [MS-PST] 2.3.3.2.
pub(crate) type HeapNodeId = u32;

/// A heap and the subnodes beside it.
pub(crate) struct Heap {
    ndb: Arc<Ndb>,
    data: DataTree,
    subnodes: Subnodes,
    user_root: HeapNodeId,
}

/// A piece of a heap.
pub(crate) struct Allocation {
    block: Arc<Block>,
    range: Range<usize>,
}

impl Deref for Allocation {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.block.data.get(self.range.clone()).unwrap_or_default()
    }
}

/// What an `HNID` points at.
pub(crate) enum Place {
    /// Zero: nothing.
    Nothing,
    /// A piece of the heap.
    Heap(Allocation),
    /// A subnode's data.
    Subnode(DataTree),
}

/// What a heap is for: `bClientSig` of `HNHDR`, [MS-PST] 2.3.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeapClient {
    /// `bTypePC`
    PropertyContext,
    /// `bTypeTC`
    TableContext,
}

impl Heap {
    /// Opens the heap on a node that is used as `client`.
    pub(crate) fn open(
        ndb: &Arc<Ndb>,
        node: NodeData,
        client: HeapClient,
        flaws: &mut Flaws,
    ) -> Result<Self, Flaw> {
        let data = DataTree::open(ndb, node.data, flaws)?;
        let block = data.block(0, flaws)?;
        let broken = |what: &str| Flaw::new("HNHDR", what).at(block.offset);
        if u8_at(&block.data, 2) != Some(0xEC) {
            return Err(broken("bSig is not 0xEC"));
        }
        let expected = match client {
            HeapClient::PropertyContext => 0xBC,
            HeapClient::TableContext => 0x7C,
        };
        if u8_at(&block.data, 3) != Some(expected) {
            return Err(broken("bClientSig is that of another structure"));
        }
        let user_root = u32_at(&block.data, 4).ok_or_else(|| broken("is cut"))?;
        let subnodes = Subnodes::read(ndb, node.subnodes, flaws);
        Ok(Self { ndb: Arc::clone(ndb), data, subnodes, user_root })
    }

    /// `hidUserRoot`: where the structure in the heap begins.
    pub(crate) fn user_root(&self) -> HeapNodeId {
        self.user_root
    }

    pub(crate) fn subnodes(&self) -> &Subnodes {
        &self.subnodes
    }

    pub(crate) fn ndb(&self) -> &Arc<Ndb> {
        &self.ndb
    }

    /// The piece of the heap under an `HID`, [MS-PST] 2.3.1.1. Each block, whatever its head, begins with the place of
    /// its page map. `cFree` is not looked at: files were seen where it is off.
    pub(crate) fn allocation(&self, hid: HeapNodeId, flaws: &mut Flaws) -> Result<Allocation, Flaw> {
        let bits = self.ndb.layout().heap_index_bits();
        let place = hid >> 5;
        let index = usize::try_from(place & !(u32::MAX << bits)).unwrap_or(0);
        let block_index = usize::try_from(place >> bits).unwrap_or(usize::MAX);
        let block = self.data.block(block_index, flaws)?;
        let broken = |what: String| Flaw::new("HNPAGEMAP", what).at(block.offset);
        let range = page_map_range(&block.data, index);
        let range = range.ok_or_else(|| broken(format!("has no allocation {index} (hid {hid:#x})")))?;
        if range.start > range.end || range.end > block.data.len() {
            return Err(broken(format!("allocation {index} lies outside of the block (hid {hid:#x})")));
        }
        Ok(Allocation { block, range })
    }

    /// What an `HNID` points at.
    pub(crate) fn place(&self, hnid: HeapNodeId, flaws: &mut Flaws) -> Result<Place, Flaw> {
        if hnid == 0 {
            Ok(Place::Nothing)
        } else if NodeId::new(hnid).kind() == Some(NodeType::Hid) {
            self.allocation(hnid, flaws).map(Place::Heap)
        } else {
            self.subnode_data(NodeId::new(hnid), flaws).map(Place::Subnode)
        }
    }

    /// The data of a subnode.
    pub(crate) fn subnode_data(&self, nid: NodeId, flaws: &mut Flaws) -> Result<DataTree, Flaw> {
        DataTree::open(&self.ndb, self.subnode(nid)?.data, flaws)
    }

    /// A subnode's references.
    pub(crate) fn subnode(&self, nid: NodeId) -> Result<NodeData, Flaw> {
        self.subnodes.get(nid).ok_or_else(|| Flaw::new("SLBLOCK", format!("there is no subnode {nid}")))
    }
}

/// Where `HNPAGEMAP` puts the allocation with a 1-based index, [MS-PST] 2.3.1.5.
fn page_map_range(block: &[u8], index: usize) -> Option<Range<usize>> {
    let map = usize::from(u16_at(block, 0)?);
    let count = usize::from(u16_at(block, map)?);
    if index == 0 || index > count {
        return None;
    }
    let entry = map.checked_add(index.checked_mul(2)?)?.checked_add(2)?;
    Some(usize::from(u16_at(block, entry)?)..usize::from(u16_at(block, entry.checked_add(2)?)?))
}

#[cfg(test)]
mod tests {
    use super::page_map_range;

    #[test]
    fn allocations_of_a_page_map() {
        // ibHnpm 12, eight bytes of data, cAlloc 2, cFree (wrong), offsets 4, 7, 12.
        let block = [12, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 2, 0, 99, 99, 4, 0, 7, 0, 12, 0];
        for (index, range) in [(0, None), (1, Some(4..7)), (2, Some(7..12)), (3, None), (usize::MAX, None)] {
            assert_eq!(page_map_range(&block, index), range, "{index}");
        }
        for cut in 0..block.len() {
            let _ = page_map_range(&block[..cut], 2);
        }
    }
}

//! The heap-on-node, [MS-PST] 2.3.1.

use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::bytes::{u8_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::format::{NodeData, NodeId, NodeType};
use crate::ndb::{Block, DataTree, Ndb, Subnodes};

/// `HNID`: refers to an allocation in the heap if its lower five bits are zero, else to a subnode, [MS-PST]
/// 2.3.3.2.
pub(crate) type HeapNodeId = u32;

/// The heap of a node, and the subnodes of the node.
pub(crate) struct Heap {
    ndb: Arc<Ndb>,
    data: DataTree,
    subnodes: Subnodes,
    user_root: HeapNodeId,
}

/// The bytes of one allocation in a heap.
pub(crate) struct HeapAllocation {
    block: Arc<Block>,
    range: Range<usize>,
}

impl Deref for HeapAllocation {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.block.data.get(self.range.clone()).unwrap_or_default()
    }
}

/// The value that an `HNID` refers to.
pub(crate) enum HeapValue {
    /// The `HNID` is zero: there is no value.
    Empty,
    Allocation(HeapAllocation),
    /// The data of a subnode.
    Subnode(DataTree),
}

/// The kind of structure in a heap: `bClientSig` of `HNHDR`, [MS-PST] 2.3.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeapClient {
    /// `bTypePC`: the properties of one item or folder.
    PropertyContext,
    /// `bTypeTC`: a table, such as a folder's contents.
    TableContext,
}

impl Heap {
    /// Opens the heap of a node, which must contain the structure `client`.
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
            return Err(broken("the header of the heap has the wrong signature (bSig)"));
        }
        let expected = match client {
            HeapClient::PropertyContext => 0xBC,
            HeapClient::TableContext => 0x7C,
        };
        if u8_at(&block.data, 3) != Some(expected) {
            return Err(broken("the heap contains a different structure than expected (bClientSig)"));
        }
        let user_root =
            u32_at(&block.data, 4).ok_or_else(|| broken("the header of the heap ends too early"))?;
        let subnodes = Subnodes::read(ndb, node.subnodes, flaws);
        Ok(Self { ndb: Arc::clone(ndb), data, subnodes, user_root })
    }

    /// Returns `hidUserRoot`: the allocation with which the structure in the heap begins.
    pub(crate) fn user_root(&self) -> HeapNodeId {
        self.user_root
    }

    pub(crate) fn subnodes(&self) -> &Subnodes {
        &self.subnodes
    }

    pub(crate) fn ndb(&self) -> &Arc<Ndb> {
        &self.ndb
    }

    /// Returns the allocation of an `HID`, [MS-PST] 2.3.1.1. All three kinds of block header begin with the offset
    /// of the page map. The field `cFree` is ignored, because it is wrong in some files.
    pub(crate) fn allocation(&self, hid: HeapNodeId, flaws: &mut Flaws) -> Result<HeapAllocation, Flaw> {
        let bits = self.ndb.layout().heap_index_bits();
        let index_and_block = hid >> 5;
        let index = usize::try_from(index_and_block & !(u32::MAX << bits)).unwrap_or(0);
        let block_index = usize::try_from(index_and_block >> bits).unwrap_or(usize::MAX);
        let block = self.data.block(block_index, flaws)?;
        let broken = |what: String| Flaw::new("HNPAGEMAP", what).at(block.offset);
        let range = page_map_range(&block.data, index);
        let range =
            range.ok_or_else(|| broken(format!("the page map has no allocation {index} (hid {hid:#x})")))?;
        if range.start > range.end || range.end > block.data.len() {
            return Err(broken(format!("allocation {index} (hid {hid:#x}) is outside its block")));
        }
        Ok(HeapAllocation { block, range })
    }

    /// Returns the value that an `HNID` refers to.
    pub(crate) fn value(&self, hnid: HeapNodeId, flaws: &mut Flaws) -> Result<HeapValue, Flaw> {
        if hnid == 0 {
            Ok(HeapValue::Empty)
        } else if NodeId::new(hnid).node_type() == Some(NodeType::Hid) {
            self.allocation(hnid, flaws).map(HeapValue::Allocation)
        } else {
            self.subnode_data(NodeId::new(hnid), flaws).map(HeapValue::Subnode)
        }
    }

    /// Opens the data of a subnode.
    pub(crate) fn subnode_data(&self, nid: NodeId, flaws: &mut Flaws) -> Result<DataTree, Flaw> {
        DataTree::open(&self.ndb, self.subnode(nid)?.data, flaws)
    }

    /// Returns the data references of a subnode.
    pub(crate) fn subnode(&self, nid: NodeId) -> Result<NodeData, Flaw> {
        self.subnodes.get(nid).ok_or_else(|| Flaw::new("SLBLOCK", format!("there is no subnode {nid}")))
    }
}

/// Returns the range of an allocation by its index in `HNPAGEMAP`, counted from 1, [MS-PST] 2.3.1.5.
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
    fn allocations_are_found_by_the_page_map() {
        // ibHnpm is 12, cAlloc is 2, cFree is wrong; the allocations begin at 4 and 7 and end at 12.
        let block = [12, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 2, 0, 99, 99, 4, 0, 7, 0, 12, 0];
        for (index, range) in [(0, None), (1, Some(4..7)), (2, Some(7..12)), (3, None), (usize::MAX, None)] {
            assert_eq!(page_map_range(&block, index), range, "{index}");
        }
        for cut in 0..block.len() {
            let _ = page_map_range(&block[..cut], 2);
        }
    }
}

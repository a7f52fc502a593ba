//! Leaf entries of the node B-tree and the block B-tree, [MS-PST] 2.2.2.7.7.3 and 2.2.2.7.7.4.

use super::{BlockId, Layout, NodeId};
use crate::bytes::{u16_at, u32_at};

/// The bytes of a leaf entry. No entry is longer than an `NBTENTRY`.
pub(crate) struct BTreeEntry([u8; 32]);

impl BTreeEntry {
    pub(crate) fn new(entry: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(entry).for_each(|(to, from)| *to = *from);
        Self(bytes)
    }
}

/// `bidData` and `bidSub` of a node: the root block of its data, and the root block of its list of subnodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NodeData {
    pub data: BlockId,
    pub subnodes: BlockId,
}

/// `NBTENTRY`: a node, its data and its parent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeEntry {
    pub nid: NodeId,
    pub node: NodeData,
    pub parent: NodeId,
}

impl NodeEntry {
    pub(crate) fn parse(entry: &BTreeEntry, layout: Layout) -> Option<Self> {
        let parent = match layout {
            Layout::Ansi => 12,
            Layout::Unicode | Layout::Unicode4k => 24,
        };
        Some(Self {
            nid: NodeId::new(u32_at(&entry.0, 0)?),
            node: NodeData {
                data: BlockId::new(layout.id_in_slot(&entry.0, 1)?),
                subnodes: BlockId::new(layout.id_in_slot(&entry.0, 2)?),
            },
            parent: NodeId::new(u32_at(&entry.0, parent)?),
        })
    }
}

/// `BBTENTRY`: the offset and size of a block.
pub(crate) struct BlockEntry {
    pub offset: u64,
    /// Size in the file in bytes, without padding and trailer.
    pub size: usize,
    /// Size after inflation in bytes.
    pub inflated_size: usize,
}

impl BlockEntry {
    pub(crate) fn parse(entry: &BTreeEntry, layout: Layout) -> Option<Self> {
        let counts = layout.id_size().checked_mul(2)?;
        let size = usize::from(u16_at(&entry.0, counts)?);
        let inflated_size = match layout {
            Layout::Ansi | Layout::Unicode => size,
            Layout::Unicode4k => u16_at(&entry.0, counts.checked_add(2)?)?.into(),
        };
        Some(Self { offset: layout.id_in_slot(&entry.0, 1)?, size, inflated_size })
    }
}

//! `SLBLOCK` and `SIBLOCK`: the lists of the subnodes of a node, [MS-PST] 2.2.2.8.3.3.

use super::{BlockId, Layout, NodeData, NodeId};
use crate::bytes::{low_half, u8_at, u16_at};

/// The contents of an `SLBLOCK` or `SIBLOCK`.
pub(crate) enum SubBlock {
    /// `SLBLOCK`: subnodes with their data.
    Nodes(Vec<(NodeId, NodeData)>),
    /// `SIBLOCK`: its level, and the blocks that list the subnodes.
    Blocks { level: u8, blocks: Vec<BlockId> },
}

impl SubBlock {
    /// Parses the data of a block. Returns `None` if it is neither an `SLBLOCK` nor an `SIBLOCK`. The second value
    /// is `cEnt`, the declared number of entries, if the block is too short for that number.
    pub(crate) fn parse(bytes: &[u8], layout: Layout) -> Option<(Self, Option<usize>)> {
        match (u8_at(bytes, 0)?, u8_at(bytes, 1)?) {
            (2, 0) => {
                let (entries, missing) = entries(bytes, layout, 3);
                let nodes = entries.filter_map(|entry| {
                    let data = BlockId::new(layout.id_in_slot(entry, 1)?);
                    let subnodes = BlockId::new(layout.id_in_slot(entry, 2)?);
                    // Only the lower half of the field is the NID.
                    let nid = NodeId::new(low_half(layout.id_in_slot(entry, 0)?));
                    Some((nid, NodeData { data, subnodes }))
                });
                Some((Self::Nodes(nodes.collect()), missing))
            }
            (2, level) => {
                let (entries, missing) = entries(bytes, layout, 2);
                let blocks = entries.filter_map(|entry| layout.id_in_slot(entry, 1).map(BlockId::new));
                Some((Self::Blocks { level, blocks: blocks.collect() }, missing))
            }
            _ => None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Nodes(nodes) => nodes.len(),
            Self::Blocks { blocks, .. } => blocks.len(),
        }
    }
}

/// Returns the entries, which have `fields` ids each. The second value is `cEnt` if fewer entries fit. ANSI files
/// have no padding before the entries.
fn entries(bytes: &[u8], layout: Layout, fields: usize) -> (impl Iterator<Item = &[u8]>, Option<usize>) {
    let header = match layout {
        Layout::Ansi => 4,
        Layout::Unicode | Layout::Unicode4k => 8,
    };
    let count = usize::from(u16_at(bytes, 2).unwrap_or(0));
    let size = layout.id_size().saturating_mul(fields).max(1);
    let entries = bytes.get(header..).unwrap_or_default();
    let fitting = entries.len().checked_div(size).unwrap_or(0);
    (entries.chunks_exact(size).take(count), (fitting < count).then_some(count))
}

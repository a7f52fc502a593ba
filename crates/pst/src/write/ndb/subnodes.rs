//! Writing of the subnodes of a node, [MS-PST] 2.2.2.8.3.3.

use super::BlockSink;
use crate::Layout;
use crate::format::{BlockId, NodeData, NodeId};
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u16};

/// The subnodes of a node that is being written.
#[derive(Debug, Default)]
pub(crate) struct SubnodeTree(Vec<(NodeId, NodeData)>);

impl SubnodeTree {
    pub(crate) fn add(&mut self, nid: NodeId, node: NodeData) {
        self.0.push((nid, node));
    }

    /// Returns the number of subnodes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Writes the `SLBLOCK`s, and an `SIBLOCK` if there are several. Returns the root.
    pub(crate) fn finish(mut self, sink: &mut dyn BlockSink) -> Result<BlockId, WriteError> {
        self.0.sort_by_key(|(nid, _)| *nid);
        self.0.iter().for_each(|(nid, _)| sink.use_subnode(*nid));
        let layout = sink.layout();
        let capacity = capacity(layout, 3);
        let mut leaves = Vec::new();
        for chunk in self.0.chunks(capacity) {
            let mut bytes = header(layout, 0, chunk.len());
            for (nid, node) in chunk {
                bytes.put_id(layout, nid.value().into());
                bytes.put_id(layout, node.data.value());
                bytes.put_id(layout, node.subnodes.value());
            }
            let first = chunk.first().map_or(0, |(nid, _)| nid.value());
            leaves.push((first, sink.write_block(&bytes, true)?));
        }
        match leaves.as_slice() {
            [] => Ok(BlockId::NONE),
            [(_, leaf)] => Ok(BlockId::new(*leaf)),
            leaves => index(leaves, sink),
        }
    }
}

/// Writes an `SIBLOCK`, [MS-PST] 2.2.2.8.3.3.2. The standard has only one level of them.
fn index(leaves: &[(u32, u64)], sink: &mut dyn BlockSink) -> Result<BlockId, WriteError> {
    let layout = sink.layout();
    let limit = capacity(layout, 2);
    if leaves.len() > limit {
        return Err(WriteError::Full {
            structure: "SIBLOCK",
            limit: limit.saturating_mul(capacity(layout, 3)) as u64,
        });
    }
    let mut bytes = header(layout, 1, leaves.len());
    for &(nid, bid) in leaves {
        bytes.put_id(layout, nid.into());
        bytes.put_id(layout, bid);
    }
    sink.write_block(&bytes, true).map(BlockId::new)
}

/// Returns the header of an `SLBLOCK` or `SIBLOCK`. ANSI files have no padding after the counts.
fn header(layout: Layout, level: u8, count: usize) -> Vec<u8> {
    let mut bytes = vec![2, level];
    bytes.put_u16(saturating_u16(count));
    bytes.pad_to(header_size(layout));
    bytes
}

fn header_size(layout: Layout) -> usize {
    if layout == Layout::Ansi { 4 } else { 8 }
}

fn capacity(layout: Layout, fields: usize) -> usize {
    let room = layout.block_capacity().saturating_sub(header_size(layout));
    room.checked_div(layout.id_size().saturating_mul(fields)).unwrap_or(1).max(1)
}

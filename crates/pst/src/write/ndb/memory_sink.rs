//! A sink that keeps blocks in memory, for tests.

use super::{BlockSink, SubnodeType};
use crate::Layout;
use crate::format::{BlockId, NodeId};
use crate::write::WriteError;

/// The blocks that were written, and the references that were added.
pub(crate) struct MemorySink {
    layout: Layout,
    pub blocks: Vec<Vec<u8>>,
    pub shared: Vec<BlockId>,
    last_row: u32,
    last_subnode: u32,
}

impl MemorySink {
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout, blocks: Vec::new(), shared: Vec::new(), last_row: 0, last_subnode: 0x400 }
    }
}

impl BlockSink for MemorySink {
    fn write_block(&mut self, bytes: &[u8], _: bool) -> Result<u64, WriteError> {
        self.blocks.push(bytes.to_vec());
        Ok(self.blocks.len() as u64 * 4)
    }

    fn add_reference(&mut self, block: BlockId) {
        self.shared.push(block);
    }

    fn next_row_number(&mut self) -> Result<u32, WriteError> {
        self.last_row += 1;
        Ok(self.last_row)
    }

    fn next_subnode(&mut self, node_type: SubnodeType) -> Result<NodeId, WriteError> {
        self.last_subnode += 1;
        Ok(NodeId::new((self.last_subnode << 5) | node_type as u32))
    }

    fn use_subnode(&mut self, _: NodeId) {}

    fn layout(&self) -> Layout {
        self.layout
    }
}

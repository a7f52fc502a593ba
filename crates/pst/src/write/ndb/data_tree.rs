//! A node's data over one or many blocks, [MS-PST] 2.2.2.8.3.2.

use std::io::{self, Read};

use super::BlockSink;
use crate::format::BlockId;
use crate::write::WriteError;
use crate::write::bytes::{Put, small};

/// Data under construction: the blocks written so far.
#[derive(Debug, Default)]
pub(crate) struct DataTreeWriter {
    leaves: Vec<u64>,
    total: u64,
}

/// Why a stream could not be written to the end.
pub(crate) enum StreamError {
    Source(io::Error),
    Sink(WriteError),
}

impl DataTreeWriter {
    /// The data of a stream.
    pub(crate) fn copy(from: &mut dyn Read, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), StreamError> {
        let capacity = sink.layout().block_capacity();
        let mut tree = Self::default();
        let mut block = Vec::with_capacity(capacity);
        loop {
            block.clear();
            from.take(capacity as u64).read_to_end(&mut block).map_err(StreamError::Source)?;
            if block.is_empty() {
                break;
            }
            tree.push(&block, sink).map_err(StreamError::Sink)?;
        }
        let total = tree.total;
        tree.finish(sink).map(|root| (root, total)).map_err(StreamError::Sink)
    }

    /// The data of bytes in memory.
    pub(crate) fn of_bytes(bytes: &[u8], sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
        let mut tree = Self::default();
        for block in bytes.chunks(sink.layout().block_capacity()) {
            tree.push(block, sink)?;
        }
        let total = tree.total;
        Ok((tree.finish(sink)?, total))
    }

    /// Appends a block of data. All but the last one should be full.
    pub(crate) fn push(&mut self, bytes: &[u8], sink: &mut dyn BlockSink) -> Result<(), WriteError> {
        let slot = self.reserve();
        self.fill(slot, bytes, sink)
    }

    /// The place of a block whose bytes are not known yet.
    pub(crate) fn reserve(&mut self) -> usize {
        self.leaves.push(0);
        self.leaves.len().saturating_sub(1)
    }

    /// Writes the block of a place that was reserved.
    pub(crate) fn fill(
        &mut self,
        slot: usize,
        bytes: &[u8],
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let total = self.total.saturating_add(bytes.len() as u64);
        if u32::try_from(total).is_err() {
            return Err(WriteError::ValueTooLong { size: total, limit: u32::MAX.into() });
        }
        let bid = sink.block(bytes, false)?;
        if let Some(leaf) = self.leaves.get_mut(slot) {
            *leaf = bid;
        }
        self.total = total;
        Ok(())
    }

    /// Length in bytes of what was written.
    pub(crate) fn len(&self) -> u64 {
        self.total
    }

    /// Writes the `XBLOCK`s and the `XXBLOCK` that the number of blocks asks for; gives the tree's root.
    pub(crate) fn finish(self, sink: &mut dyn BlockSink) -> Result<BlockId, WriteError> {
        let layout = sink.layout();
        let capacity =
            layout.block_capacity().saturating_sub(8).checked_div(layout.id_size()).unwrap_or(1).max(1);
        let total = u32::try_from(self.total).unwrap_or(u32::MAX);
        let root = match self.leaves.as_slice() {
            [] => 0,
            [leaf] => *leaf,
            leaves if leaves.len() <= capacity => xblock(1, leaves, total, sink)?,
            leaves => {
                let mut xblocks = Vec::new();
                let full = layout.block_capacity().saturating_mul(capacity) as u64;
                let mut left = self.total;
                for chunk in leaves.chunks(capacity) {
                    // Each XBLOCK counts the bytes below it.
                    let below = u32::try_from(left.min(full)).unwrap_or(u32::MAX);
                    xblocks.push(xblock(1, chunk, below, sink)?);
                    left = left.saturating_sub(full);
                }
                if xblocks.len() > capacity {
                    return Err(WriteError::Full { structure: "XXBLOCK", limit: capacity as u64 });
                }
                xblock(2, &xblocks, total, sink)?
            }
        };
        Ok(BlockId::new(root))
    }
}

/// `XBLOCK` and `XXBLOCK`, [MS-PST] 2.2.2.8.3.2.1 and 2.2.2.8.3.2.2.
fn xblock(level: u8, ids: &[u64], total: u32, sink: &mut dyn BlockSink) -> Result<u64, WriteError> {
    let layout = sink.layout();
    let mut bytes = vec![1, level];
    bytes.put_u16(small(ids.len()));
    bytes.put_u32(total);
    for &id in ids {
        bytes.put_place(layout, id);
    }
    sink.block(&bytes, true)
}

//! Writing of data trees: the data of a node in one or many blocks, [MS-PST] 2.2.2.8.3.2.

use std::io::{self, Read};

use super::BlockSink;
use crate::format::BlockId;
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u16};

/// A data tree that is being written.
#[derive(Debug, Default)]
pub(crate) struct DataTreeWriter {
    leaves: Vec<u64>,
    total: u64,
}

/// The reason why a stream could not be copied: its source or the output failed.
pub(crate) enum StreamError {
    Source(io::Error),
    Sink(WriteError),
}

impl DataTreeWriter {
    /// Writes the data of a stream. Returns the root of its data tree and its length in bytes.
    pub(crate) fn write_stream(
        from: &mut dyn Read,
        sink: &mut dyn BlockSink,
    ) -> Result<(BlockId, u64), StreamError> {
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

    /// Writes bytes. Returns the root of their data tree and their length.
    pub(crate) fn write_bytes(bytes: &[u8], sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
        let mut tree = Self::default();
        for block in bytes.chunks(sink.layout().block_capacity()) {
            tree.push(block, sink)?;
        }
        let total = tree.total;
        Ok((tree.finish(sink)?, total))
    }

    /// Appends a block of data. All blocks but the last one should be full.
    pub(crate) fn push(&mut self, bytes: &[u8], sink: &mut dyn BlockSink) -> Result<(), WriteError> {
        let slot = self.reserve();
        self.fill(slot, bytes, sink)
    }

    /// Appends a block whose bytes are not known yet, and returns its index.
    pub(crate) fn reserve(&mut self) -> usize {
        self.leaves.push(0);
        self.leaves.len().saturating_sub(1)
    }

    /// Writes a block that was reserved.
    pub(crate) fn fill(
        &mut self,
        slot: usize,
        bytes: &[u8],
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let total = self.total.saturating_add(bytes.len() as u64);
        // MAPI reads the size of a value as a signed number.
        if i32::try_from(total).is_err() {
            return Err(WriteError::ValueTooLong { size: total, limit: i32::MAX.unsigned_abs().into() });
        }
        let bid = sink.write_block(bytes, false)?;
        if let Some(leaf) = self.leaves.get_mut(slot) {
            *leaf = bid;
        }
        self.total = total;
        Ok(())
    }

    /// Returns the number of bytes that were written.
    pub(crate) fn len(&self) -> u64 {
        self.total
    }

    /// Writes the `XBLOCK`s and the `XXBLOCK`, if they are needed. Returns the root of the data tree.
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
                    // lcbTotal of an XBLOCK is the number of bytes below it.
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

/// Writes an `XBLOCK` or `XXBLOCK`, [MS-PST] 2.2.2.8.3.2.1 and 2.2.2.8.3.2.2.
fn xblock(level: u8, ids: &[u64], total: u32, sink: &mut dyn BlockSink) -> Result<u64, WriteError> {
    let layout = sink.layout();
    let mut bytes = vec![1, level];
    bytes.put_u16(saturating_u16(ids.len()));
    bytes.put_u32(total);
    for &id in ids {
        bytes.put_id(layout, id);
    }
    sink.write_block(&bytes, true)
}

//! Writing of blocks, [MS-PST] 2.2.2.8.

use std::io::{Seek, Write};

use super::{BLOCK_STEP, BlockEntry, BlockSink, NdbWriter, NodeChoice, SubnodeType};
use crate::Layout;
use crate::bytes::low_half;
use crate::format::{BlockId, NodeId, crc, signature};
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u16};

/// The bit of an id that marks blocks that contain ids, [MS-PST] 2.2.2.2.
const INTERNAL: u64 = 2;
/// The highest node index, [MS-PST] 2.2.2.1.
const MAX_INDEX: u32 = u32::MAX >> 5;

impl<W: Write + Seek> BlockSink for NdbWriter<W> {
    fn write_block(&mut self, bytes: &[u8], internal: bool) -> Result<u64, WriteError> {
        let limit = self.layout.block_capacity();
        if bytes.len() > limit {
            return Err(WriteError::ValueTooLong { size: bytes.len() as u64, limit: limit as u64 });
        }
        let bid = self.next_block | if internal { INTERNAL } else { 0 };
        let stored = self.stored(bytes, bid, internal);
        let trailer = self.layout.block_trailer();
        let alignment = self.layout.block_alignment();
        let whole = stored.len().saturating_add(trailer).next_multiple_of(alignment);
        let offset = self.allocate(whole as u64, alignment as u64)?;
        let size = saturating_u16(stored.len());
        let sum = crc(&stored);
        let mut block = stored;
        block.pad_to(whole.saturating_sub(trailer));
        block.put_u16(size);
        block.put_u16(signature(offset, bid));
        self.put_crc_and_bid(&mut block, sum, bid);
        if self.layout == Layout::Unicode4k {
            block.put_u16(2);
            block.put_u16(saturating_u16(bytes.len()));
            block.put_u32(0);
        }
        self.write_bytes(offset, &block)?;
        self.next_block = self.next_block.saturating_add(BLOCK_STEP);
        let inflated = saturating_u16(bytes.len());
        self.blocks.push(BlockEntry { bid, offset, size, inflated, references: 1 });
        Ok(bid)
    }

    fn add_reference(&mut self, block: BlockId) {
        let at = self.blocks.binary_search_by_key(&block.value(), |entry| entry.bid);
        debug_assert!(at.is_ok(), "{block:?} is not a block of the current item");
        if let Some(entry) = at.ok().and_then(|at| self.blocks.get_mut(at)) {
            entry.references = entry.references.saturating_add(1);
        }
    }

    fn next_row_number(&mut self) -> Result<u32, WriteError> {
        // dwUnique is one higher.
        let limit = u32::MAX.saturating_sub(1);
        let next = self.row_number.checked_add(1).filter(|&next| next < limit);
        self.row_number = next.ok_or(WriteError::Full { structure: "dwUnique", limit: limit.into() })?;
        Ok(self.row_number)
    }

    fn next_subnode(&mut self, node_type: SubnodeType) -> Result<NodeId, WriteError> {
        if node_type == SubnodeType::Message {
            return self.message_id(NodeChoice::Next);
        }
        let value = node_type as u8;
        let last = self.highest_index.get(usize::from(value)).copied().unwrap_or(0);
        let index = last.checked_add(1).filter(|&index| index <= MAX_INDEX);
        let index = index.ok_or(WriteError::Full { structure: "rgnid", limit: MAX_INDEX.into() })?;
        let nid = NodeId::new((index << 5) | u32::from(value));
        self.use_subnode(nid);
        Ok(nid)
    }

    fn use_subnode(&mut self, nid: NodeId) {
        let node_type = usize::try_from(nid.value() & 0x1F).unwrap_or(0);
        if let Some(highest) = self.highest_index.get_mut(node_type) {
            *highest = (*highest).max(nid.value() >> 5);
        }
    }

    fn layout(&self) -> Layout {
        self.layout
    }
}

impl<W: Write + Seek> NdbWriter<W> {
    /// Encodes the bytes of a block, without padding and trailer. No standard says whether deflation or encoding comes
    /// first; libpff inflates before it decodes.
    fn stored(&self, bytes: &[u8], bid: u64, internal: bool) -> Vec<u8> {
        let mut stored = bytes.to_vec();
        if internal {
            return stored;
        }
        self.encryption.encode(&mut stored, low_half(bid));
        match self.layout {
            Layout::Unicode4k if self.deflate => deflated(&stored).unwrap_or(stored),
            _ => stored,
        }
    }
}

/// Deflates bytes. Returns `None` if this does not make the block smaller in the file.
fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let unit = Layout::Unicode4k.block_alignment();
    let trailer = Layout::Unicode4k.block_trailer();
    let units = |len: usize| len.saturating_add(trailer).div_ceil(unit);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).ok()?;
    let deflated = encoder.finish().ok()?;
    (units(deflated.len()) < units(bytes.len())).then_some(deflated)
}

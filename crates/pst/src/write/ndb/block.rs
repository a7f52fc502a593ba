//! Writing of blocks, [MS-PST] 2.2.2.8.

use std::io::{Seek, Write};

use super::{BLOCK_STEP, BlockEntry, BlockSink, NdbWriter};
use crate::Layout;
use crate::bytes::low_half;
use crate::format::{crc, signature};
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u16};

/// The bit of an id that marks blocks that contain ids, [MS-PST] 2.2.2.2.
const INTERNAL: u64 = 2;

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
        self.blocks.push(BlockEntry { bid, offset, size, inflated: saturating_u16(bytes.len()) });
        Ok(bid)
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

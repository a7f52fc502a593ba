//! The trailers of blocks and pages, [MS-PST] 2.2.2.8.1 and 2.2.2.7.1.

use super::{Layout, signature};
use crate::bytes::{u8_at, u16_at, u32_at, u64_at};

/// `BLOCKTRAILER`: the last bytes of a block, which describe it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockTrailer {
    /// `cb`: size of the block in bytes, without padding and trailer.
    pub size: usize,
    /// `wSig`: a signature of the block's offset and id.
    signature: u16,
    /// `dwCRC`: the checksum of the data.
    pub crc: u32,
    /// `bid`: the id of the block, including the reserved bit.
    pub bid: u64,
    /// Size after inflation in bytes. Equal to `size` in layouts without deflated blocks.
    pub inflated_size: usize,
}

impl BlockTrailer {
    /// Parses a trailer. Returns `None` if bytes are missing.
    pub(crate) fn parse(bytes: &[u8], layout: Layout) -> Option<Self> {
        let size = usize::from(u16_at(bytes, 0)?);
        let (crc, bid) = crc_and_bid(bytes, layout)?;
        let inflated_size = match layout {
            Layout::Ansi | Layout::Unicode => size,
            // For a block that is not deflated, this field repeats the size or is zero.
            Layout::Unicode4k => match u16_at(bytes, 18)? {
                0 => size,
                other => other.into(),
            },
        };
        Some(Self { size, signature: u16_at(bytes, 2)?, crc, bid, inflated_size })
    }

    /// Returns true if the signature fits a block at this offset.
    pub(crate) fn belongs_at(&self, offset: u64) -> bool {
        self.bid != 0 && self.signature == signature(offset, self.bid)
    }
}

/// `PAGETRAILER`: the last bytes of a page, which describe it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageTrailer {
    /// `ptype` and `ptypeRepeat`: the page type, which is stored twice.
    pub types: (u8, u8),
    /// `wSig`: a signature of the page's offset and id.
    signature: u16,
    /// `dwCRC`: the checksum of the bytes before the trailer.
    pub crc: u32,
    /// `bid`: the id of the page.
    pub bid: u64,
}

impl PageTrailer {
    /// Parses a trailer. Returns `None` if bytes are missing.
    pub(crate) fn parse(bytes: &[u8], layout: Layout) -> Option<Self> {
        let (crc, bid) = crc_and_bid(bytes, layout)?;
        let types = (u8_at(bytes, 0)?, u8_at(bytes, 1)?);
        Some(Self { types, signature: u16_at(bytes, 2)?, crc, bid })
    }

    /// Returns true if the signature fits a page at this offset.
    pub(crate) fn belongs_at(&self, offset: u64) -> bool {
        self.signature == signature(offset, self.bid)
    }
}

/// Reads the checksum and the id, which are at the same offsets in both kinds of trailer. In ANSI files, the id is
/// first.
fn crc_and_bid(bytes: &[u8], layout: Layout) -> Option<(u32, u64)> {
    Some(match layout {
        Layout::Ansi => (u32_at(bytes, 8)?, u32_at(bytes, 4)?.into()),
        Layout::Unicode | Layout::Unicode4k => (u32_at(bytes, 4)?, u64_at(bytes, 8)?),
    })
}

//! What stands at the end of every block and page, [MS-PST] 2.2.2.8.1 and 2.2.2.7.1.

use crate::Layout;
use crate::bytes::{u8_at, u16_at, u32_at, u64_at};
use crate::crc::signature;

/// `BLOCKTRAILER`
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockTrailer {
    /// `cb`: bytes of the block, without padding and trailer.
    pub size: usize,
    /// `wSig`
    signature: u16,
    /// `dwCRC`
    pub crc: u32,
    /// `bid`, as it stands there.
    pub bid: u64,
    /// Bytes after inflation; as `size` in layouts that do not deflate.
    pub inflated: usize,
}

impl BlockTrailer {
    /// Reads a trailer; `None` where bytes are missing.
    pub(crate) fn parse(bytes: &[u8], layout: Layout) -> Option<Self> {
        let size = usize::from(u16_at(bytes, 0)?);
        let (crc, bid) = crc_and_bid(bytes, layout)?;
        let inflated = match layout {
            Layout::Ansi | Layout::Unicode => size,
            // Blocks that are not deflated have the same number twice, or none here.
            Layout::Unicode4k => match u16_at(bytes, 18)? {
                0 => size,
                inflated => inflated.into(),
            },
        };
        Some(Self { size, signature: u16_at(bytes, 2)?, crc, bid, inflated })
    }

    /// True if the trailer was written for a block at this place.
    pub(crate) fn belongs_at(&self, offset: u64) -> bool {
        self.bid != 0 && self.signature == signature(offset, self.bid)
    }
}

/// `PAGETRAILER`
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageTrailer {
    /// `ptype` and its repetition.
    pub types: (u8, u8),
    /// `wSig`
    signature: u16,
    /// `dwCRC`
    pub crc: u32,
    /// `bid`
    pub bid: u64,
}

impl PageTrailer {
    /// Reads a trailer; `None` where bytes are missing.
    pub(crate) fn parse(bytes: &[u8], layout: Layout) -> Option<Self> {
        let (crc, bid) = crc_and_bid(bytes, layout)?;
        let types = (u8_at(bytes, 0)?, u8_at(bytes, 1)?);
        Some(Self { types, signature: u16_at(bytes, 2)?, crc, bid })
    }

    /// True if the trailer was written for a page at this place.
    pub(crate) fn belongs_at(&self, offset: u64) -> bool {
        self.signature == signature(offset, self.bid)
    }
}

/// Both trailers go on alike; ANSI files have the two fields the other way round.
fn crc_and_bid(bytes: &[u8], layout: Layout) -> Option<(u32, u64)> {
    Some(match layout {
        Layout::Ansi => (u32_at(bytes, 8)?, u32_at(bytes, 4)?.into()),
        Layout::Unicode | Layout::Unicode4k => (u32_at(bytes, 4)?, u64_at(bytes, 8)?),
    })
}

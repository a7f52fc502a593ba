//! The three layouts of the file format, and the sizes and offsets that depend on them.

use crate::bytes::{u32_at, u64_at};

/// The version of the file format. The field `wVer` of the header declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `wVer` 14 and 15: 32-bit ids and offsets, 512-byte pages. Written by Outlook 97 to 2002.
    Ansi,
    /// `wVer` 21 and 23: 64-bit ids and offsets, 512-byte pages. Written by Outlook 2003 and later.
    Unicode,
    /// `wVer` 36 and 37: 64-bit ids and offsets, 4096-byte pages, blocks of up to 64 KiB that may be deflated.
    /// Used for OST files by Outlook 2013 and later. [MS-PST] does not describe this layout.
    Unicode4k,
}

impl Layout {
    /// Returns the layout of a `wVer`, [MS-PST] 2.2.2.6.
    pub(crate) fn from_version(version: u16) -> Option<Self> {
        match version {
            14..=15 => Some(Self::Ansi),
            // The standard names only 23, but all files seen with 20 to 35 have this layout.
            20..=35 => Some(Self::Unicode),
            36..=40 => Some(Self::Unicode4k),
            _ => None,
        }
    }

    pub(crate) fn page_size(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 512,
            Self::Unicode4k => 4096,
        }
    }

    /// Offset of `PAGETRAILER` in a page, [MS-PST] 2.2.2.7.1. The CRC of the page covers the bytes before it.
    pub(crate) fn page_trailer(self) -> usize {
        match self {
            Self::Ansi => 500,
            Self::Unicode => 496,
            Self::Unicode4k => 4072,
        }
    }

    /// Offset of `cEnt` in a `BTPAGE`, [MS-PST] 2.2.2.7.7.1. All entries are before it.
    pub(crate) fn btree_counts(self) -> usize {
        match self {
            Self::Ansi => 496,
            Self::Unicode => 488,
            Self::Unicode4k => 4056,
        }
    }

    /// Size of `BLOCKTRAILER` in bytes, [MS-PST] 2.2.2.8.1.
    pub(crate) fn block_trailer(self) -> usize {
        match self {
            Self::Ansi => 12,
            Self::Unicode => 16,
            Self::Unicode4k => 24,
        }
    }

    /// Alignment of blocks in bytes, [MS-PST] 2.2.2.8. The size of a block with its trailer is a multiple of this
    /// number.
    pub(crate) fn block_alignment(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 64,
            Self::Unicode4k => 512,
        }
    }

    /// The largest number of bytes in one block, after inflation.
    pub(crate) fn block_capacity(self) -> usize {
        match self {
            Self::Ansi => 8180,
            Self::Unicode => 8176,
            Self::Unicode4k => 65_512,
        }
    }

    /// Size of a `BID` or `IB` in bytes.
    pub(crate) fn id_size(self) -> usize {
        match self {
            Self::Ansi => 4,
            Self::Unicode | Self::Unicode4k => 8,
        }
    }

    /// Reads a `BID`, an `IB`, or a `NID` that is padded to the same size.
    pub(crate) fn id_at(self, bytes: &[u8], offset: usize) -> Option<u64> {
        match self {
            Self::Ansi => u32_at(bytes, offset).map(u64::from),
            Self::Unicode | Self::Unicode4k => u64_at(bytes, offset),
        }
    }

    /// Reads the field at index `slot` of a list of ids.
    pub(crate) fn id_in_slot(self, bytes: &[u8], slot: usize) -> Option<u64> {
        self.id_at(bytes, slot.checked_mul(self.id_size())?)
    }

    /// Number of bits in `hidIndex` of an `HID`, [MS-PST] 2.3.1.1. Blocks of 64 KiB need more bits than the standard
    /// defines.
    pub(crate) fn heap_index_bits(self) -> u32 {
        match self {
            Self::Ansi | Self::Unicode => 11,
            Self::Unicode4k => 14,
        }
    }

    /// Number of pages in the cache: about 4 MiB.
    pub(crate) fn cached_pages(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 8192,
            Self::Unicode4k => 1024,
        }
    }

    /// Number of blocks in the cache: at most 16 MiB.
    pub(crate) fn cached_blocks(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 2048,
            Self::Unicode4k => 256,
        }
    }
}

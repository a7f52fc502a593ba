//! The three layouts and their sizes.

/// Which of the three layouts a file has; told by `wVer` of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `wVer` 14 and 15: 32-bit places, 512-byte pages. Outlook 97 to 2002.
    Ansi,
    /// `wVer` 21 and 23: 64-bit places, 512-byte pages.
    Unicode,
    /// `wVer` 36 and 37: 64-bit places, 4096-byte pages, blocks of up to 64 KiB that may be deflated. OST files of
    /// Outlook 2013 and later; [MS-PST] does not describe it.
    Unicode4k,
}

impl Layout {
    /// The layout of a `wVer`, [MS-PST] 2.2.2.6.
    pub(crate) fn from_version(version: u16) -> Option<Self> {
        match version {
            14..=15 => Some(Self::Ansi),
            // 23 is what the standard names; files of 20 to 35 have been laid out alike wherever they were seen.
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

    /// Where `PAGETRAILER` begins, [MS-PST] 2.2.2.7.1; the page's CRC covers what stands before it.
    pub(crate) fn page_trailer(self) -> usize {
        match self {
            Self::Ansi => 500,
            Self::Unicode => 496,
            Self::Unicode4k => 4072,
        }
    }

    /// Where `cEnt` stands in a `BTPAGE`, [MS-PST] 2.2.2.7.7.1: the entries end there.
    pub(crate) fn btree_counts(self) -> usize {
        match self {
            Self::Ansi => 496,
            Self::Unicode => 488,
            Self::Unicode4k => 4056,
        }
    }

    /// Size of `BLOCKTRAILER`, [MS-PST] 2.2.2.8.1.
    pub(crate) fn block_trailer(self) -> usize {
        match self {
            Self::Ansi => 12,
            Self::Unicode => 16,
            Self::Unicode4k => 24,
        }
    }

    /// Blocks with their trailers take up a multiple of this, [MS-PST] 2.2.2.8.
    pub(crate) fn block_alignment(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 64,
            Self::Unicode4k => 512,
        }
    }

    /// The most bytes that one block can hold, inflated.
    pub(crate) fn block_capacity(self) -> usize {
        match self {
            Self::Ansi => 8180,
            Self::Unicode => 8176,
            Self::Unicode4k => 65_512,
        }
    }

    /// Size of a `BID` or `IB`.
    pub(crate) fn id_size(self) -> usize {
        match self {
            Self::Ansi => 4,
            Self::Unicode | Self::Unicode4k => 8,
        }
    }

    /// How many bits of an `HID` name the place within its block, [MS-PST] 2.3.1.1. Blocks of 64 KiB need more.
    pub(crate) fn heap_index_bits(self) -> u32 {
        match self {
            Self::Ansi | Self::Unicode => 11,
            Self::Unicode4k => 14,
        }
    }

    /// How many pages the cache keeps: about 4 MiB.
    pub(crate) fn cached_pages(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 8192,
            Self::Unicode4k => 1024,
        }
    }

    /// How many blocks the cache keeps: at most 16 MiB.
    pub(crate) fn cached_blocks(self) -> usize {
        match self {
            Self::Ansi | Self::Unicode => 2048,
            Self::Unicode4k => 256,
        }
    }
}

//! The scanner: finds every block and every B-tree page of a file.

use crate::bytes::slice_at;
use crate::format::{
    BlockId, BlockTrailer, ByteIndex, Encryption, Layout, PageRef, PageTrailer, PageType, crc, decode_start,
    key_range,
};
use crate::read_at::{ReadAt, read_up_to};

/// Number of bytes in one read.
const CHUNK: usize = 1 << 20;

/// A block that a scan found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScannedBlock {
    pub bid: u64,
    pub offset: u64,
    size: u16,
    inflated_size: u16,
    /// True if the checksum is correct.
    pub sound: bool,
    /// True if the signature fits the offset. The signature of a block inside an attached PST file does not fit.
    pub in_place: bool,
    pub contents: BlockContents,
}

/// The contents of a block, detected by its id and its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockContents {
    /// An `XBLOCK`, `XXBLOCK`, `SLBLOCK` or `SIBLOCK`.
    Ids,
    /// The first block of a property context.
    PropertyContext,
    /// Anything else.
    Data,
}

/// A B-tree page that a scan found. Its checksum is correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScannedPage {
    pub bid: u64,
    pub offset: u64,
    pub page_type: PageType,
    pub level: u8,
    /// Key of the first entry.
    pub first_key: u64,
    /// Key of the last entry.
    pub last_key: u64,
    /// True if the signature fits the offset.
    pub in_place: bool,
}

/// The blocks and B-tree pages of a file.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// In the order of their ids. If several blocks have the same id, only the best is kept.
    blocks: Vec<ScannedBlock>,
    /// Newest first.
    pages: Vec<ScannedPage>,
}

impl ScannedBlock {
    pub(crate) fn size(&self) -> usize {
        self.size.into()
    }

    pub(crate) fn inflated_size(&self) -> usize {
        self.inflated_size.into()
    }

    pub(crate) fn is_internal(&self) -> bool {
        self.bid & 2 != 0
    }

    fn end(&self) -> u64 {
        self.offset.saturating_add(self.size.into())
    }
}

impl ScannedPage {
    /// Returns the reference by which the reader of B-trees finds the page.
    pub(crate) fn page_ref(&self) -> PageRef {
        PageRef { bid: BlockId::new(self.bid), offset: ByteIndex::new(self.offset) }
    }
}

impl Scan {
    /// Reads the source once, from the start to `end`. Stops early after `enough` sound blocks.
    pub(crate) fn run(
        source: &dyn ReadAt,
        end: u64,
        layout: Layout,
        encryption: Encryption,
        enough: usize,
    ) -> Self {
        let mut scanner = Scanner { layout, encryption, found: Self::default(), sound: 0 };
        let overlap = largest_block(layout);
        let mut window: Vec<u8> = Vec::with_capacity(CHUNK.saturating_add(overlap));
        let mut at = 0_u64;
        while at < end && scanner.sound < enough {
            let kept = window.len().min(overlap);
            window.drain(..window.len().saturating_sub(kept));
            let wanted = usize::try_from(end.saturating_sub(at)).unwrap_or(CHUNK).min(CHUNK);
            let chunk = read_with_gaps(source, at, wanted);
            if chunk.is_empty() {
                break;
            }
            let start = at.saturating_sub(kept as u64);
            at = at.saturating_add(chunk.len() as u64);
            window.extend_from_slice(&chunk);
            scanner.window(&window, start, kept);
        }
        scanner.found.sorted()
    }

    /// Returns the best block with an id.
    pub(crate) fn block(&self, bid: u64) -> Option<&ScannedBlock> {
        let index = self.blocks.binary_search_by_key(&bid, |block| block.bid).ok()?;
        self.blocks.get(index)
    }

    /// Returns all blocks in the order of their ids.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &ScannedBlock> {
        self.blocks.iter()
    }

    /// Returns all pages of the node B-tree or the block B-tree, the newest first.
    pub(crate) fn pages(&self, page_type: PageType) -> impl Iterator<Item = &ScannedPage> {
        self.pages.iter().filter(move |page| page.page_type == page_type)
    }

    fn sorted(mut self) -> Self {
        self.blocks.sort_unstable_by_key(|block| block.offset);
        // A block inside another block is data of that block. For example, it is part of a PST file that is
        // attached to a message.
        let mut covered = 0;
        self.blocks.retain(|block| {
            let inside = block.end() <= covered && !block.in_place;
            if block.sound && block.in_place {
                covered = covered.max(block.end());
            }
            !inside
        });
        let rank = |block: &ScannedBlock| (block.sound, block.in_place, block.offset);
        self.blocks.sort_unstable_by(|a, b| a.bid.cmp(&b.bid).then(rank(b).cmp(&rank(a))));
        self.blocks.dedup_by_key(|block| block.bid);
        self.blocks.shrink_to_fit();
        self.pages.sort_unstable_by_key(|page| (std::cmp::Reverse(page.bid), page.offset));
        self
    }
}

/// Returns the size in bytes of the largest block, with trailer and padding.
fn largest_block(layout: Layout) -> usize {
    layout.block_capacity().saturating_add(layout.block_trailer())
}

/// Reads bytes of the source. Replaces bytes that the device can't read by zeros, so that the scan can continue.
fn read_with_gaps(source: &dyn ReadAt, offset: u64, len: usize) -> Vec<u8> {
    const SECTOR: usize = 4096;
    if let Ok(bytes) = read_up_to(source, offset, len) {
        return bytes;
    }
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        let sector = SECTOR.min(len.saturating_sub(bytes.len()));
        match read_up_to(source, offset.saturating_add(bytes.len() as u64), sector) {
            Ok(read) if read.is_empty() => break,
            Ok(read) => bytes.extend_from_slice(&read),
            Err(_) => bytes.resize(bytes.len().saturating_add(sector), 0),
        }
    }
    bytes
}

struct Scanner {
    layout: Layout,
    encryption: Encryption,
    found: Scan,
    sound: usize,
}

impl Scanner {
    /// Tries every offset of the window at which a block or page may end. Skips the first `kept` bytes, which were
    /// tried before.
    fn window(&mut self, window: &[u8], start: u64, kept: usize) {
        let step = self.layout.block_alignment();
        let page_size = self.layout.page_size();
        let mut end = kept;
        while let Some(next) = end.checked_add(step).filter(|next| *next <= window.len()) {
            end = next;
            let end_offset = start.saturating_add(end as u64);
            if self.block(window, start, end).is_none()
                && end_offset.checked_rem(page_size as u64) == Some(0)
                && let Some(page) = end.checked_sub(page_size).and_then(|from| window.get(from..end))
            {
                self.page(page, end_offset.saturating_sub(page_size as u64));
            }
        }
    }

    /// Records the block that ends at offset `end` of the window. Returns `None` if no block ends at that offset.
    fn block(&mut self, window: &[u8], start: u64, end: usize) -> Option<()> {
        let layout = self.layout;
        let trailer_at = end.checked_sub(layout.block_trailer())?;
        let trailer = BlockTrailer::parse(window.get(trailer_at..end)?, layout)?;
        if trailer.size == 0
            || trailer.bid == 0
            || trailer.size > layout.block_capacity()
            || trailer.inflated_size > layout.block_capacity()
        {
            return None;
        }
        let whole = trailer.size.checked_add(layout.block_trailer())?;
        let whole = whole.checked_next_multiple_of(layout.block_alignment())?;
        let from = end.checked_sub(whole)?;
        let offset = start.checked_add(from as u64)?;
        let in_place = trailer.belongs_at(offset);
        // Random bytes have a correct signature once in 65,536 times. A block without a correct signature needs a
        // plausible id and a correct checksum.
        if !in_place && trailer.bid >> 40 != 0 {
            return None;
        }
        let data = slice_at(window, from, trailer.size)?;
        let sound = crc(data) == trailer.crc;
        if !in_place && !sound {
            return None;
        }
        // The lowest bit of an id is reserved, [MS-PST] 2.2.2.2.
        let bid = trailer.bid & !1;
        let contents = if bid & 2 != 0 {
            BlockContents::Ids
        } else {
            self.data_contents(data, bid, trailer.inflated_size)
        };
        self.sound = self.sound.saturating_add(usize::from(sound));
        self.found.blocks.push(ScannedBlock {
            bid,
            offset,
            size: u16::try_from(trailer.size).ok()?,
            inflated_size: u16::try_from(trailer.inflated_size).ok()?,
            sound,
            in_place,
            contents,
        });
        Some(())
    }

    /// Returns the kind of a data block, which `bSig` and `bClientSig` of its `HNHDR` show, [MS-PST] 2.3.1.2.
    fn data_contents(&self, data: &[u8], bid: u64, inflated_size: usize) -> BlockContents {
        match heap_client(data, bid, inflated_size, self.encryption) {
            Some(0xBC) => BlockContents::PropertyContext,
            _ => BlockContents::Data,
        }
    }

    /// Records the page if it belongs to a B-tree and its checksum is correct.
    fn page(&mut self, page: &[u8], offset: u64) -> Option<()> {
        let (contents, trailer) = page.split_at_checked(self.layout.page_trailer())?;
        let trailer = PageTrailer::parse(trailer, self.layout)?;
        let page_type =
            PageType::from_byte(trailer.types.0).filter(|_| trailer.types.0 == trailer.types.1)?;
        if crc(contents) == trailer.crc {
            let (level, first_key, last_key) = key_range(page, self.layout)?;
            let in_place = trailer.belongs_at(offset);
            self.found.pages.push(ScannedPage {
                bid: trailer.bid & !1,
                offset,
                page_type,
                level,
                first_key,
                last_key,
                in_place,
            });
        }
        Some(())
    }
}

/// Returns `bClientSig` of a data block that begins a heap-on-node.
pub(super) fn heap_client(data: &[u8], bid: u64, inflated_size: usize, encryption: Encryption) -> Option<u8> {
    let mut start = [0_u8; 8];
    decode_start(data, bid, inflated_size, encryption, &mut start)?;
    let [_, _, signature, client, ..] = start;
    (signature == 0xEC).then_some(client)
}

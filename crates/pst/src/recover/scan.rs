//! Every block and every B-tree page that lies somewhere in a file.

use crate::bytes::slice_at;
use crate::crc::crc;
use crate::ndb::{BlockTrailer, PageTrailer, PageType, inflate_start, page_keys};
use crate::read_at::{ReadAt, read_up_to};
use crate::{Encryption, Layout};

/// Bytes that are read at once.
const CHUNK: usize = 1 << 20;

/// A block that a scan found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundBlock {
    pub bid: u64,
    pub offset: u64,
    size: u16,
    inflated: u16,
    /// Its checksum is right.
    pub sound: bool,
    /// Its signature is that of its place: it was written there, not copied as part of something else.
    pub placed: bool,
    /// What it seems to hold.
    pub holds: Holds,
}

/// What a data block's first bytes promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// An XBLOCK, XXBLOCK, SLBLOCK or SIBLOCK.
    Ids,
    /// The first block of a property context.
    PropertyContext,
    /// Anything else.
    Data,
}

/// A page of one of the B-trees that a scan found; its checksum is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundPage {
    pub bid: u64,
    pub offset: u64,
    pub page_type: PageType,
    pub level: u8,
    /// Key of its first entry.
    pub first: u64,
    /// Key of its last entry.
    pub last: u64,
    /// Its signature is that of its place.
    pub placed: bool,
}

/// What a scan found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// In order of id; of several with one id, the best.
    blocks: Vec<FoundBlock>,
    /// Newest first.
    pages: Vec<FoundPage>,
}

impl FoundBlock {
    pub(crate) fn size(&self) -> usize {
        self.size.into()
    }

    pub(crate) fn inflated(&self) -> usize {
        self.inflated.into()
    }

    pub(crate) fn is_internal(&self) -> bool {
        self.bid & 2 != 0
    }

    fn end(&self) -> u64 {
        self.offset.saturating_add(self.size.into())
    }
}

impl Scan {
    /// Reads the source once from the start to `end`, forward, and stops early when it has found `enough` sound blocks.
    pub(crate) fn run(
        source: &dyn ReadAt,
        end: u64,
        layout: Layout,
        encryption: Encryption,
        enough: usize,
    ) -> Self {
        let mut scanner = Scanner { layout, encryption, found: Self::default(), sound: 0 };
        let most = most_whole(layout);
        let mut window: Vec<u8> = Vec::with_capacity(CHUNK.saturating_add(most));
        let mut at = 0_u64;
        while at < end && scanner.sound < enough {
            let kept = window.len().min(most);
            window.drain(..window.len().saturating_sub(kept));
            let wanted = usize::try_from(end.saturating_sub(at)).unwrap_or(CHUNK).min(CHUNK);
            let chunk = read_around_gaps(source, at, wanted);
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

    /// The best block with an id.
    pub(crate) fn block(&self, bid: u64) -> Option<&FoundBlock> {
        let index = self.blocks.binary_search_by_key(&bid, |block| block.bid).ok()?;
        self.blocks.get(index)
    }

    /// All blocks in order of id.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &FoundBlock> {
        self.blocks.iter()
    }

    /// All pages of a B-tree, newest first.
    pub(crate) fn pages(&self, page_type: PageType) -> impl Iterator<Item = &FoundPage> {
        self.pages.iter().filter(move |page| page.page_type == page_type)
    }

    fn sorted(mut self) -> Self {
        self.blocks.sort_unstable_by_key(|block| block.offset);
        // What lies within another block is part of that block's data: a PST that is attached to a message.
        let mut covered = 0;
        self.blocks.retain(|block| {
            let inside = block.end() <= covered && !block.placed;
            if block.sound && block.placed {
                covered = covered.max(block.end());
            }
            !inside
        });
        let worth = |block: &FoundBlock| (block.sound, block.placed, block.offset);
        self.blocks.sort_unstable_by(|a, b| a.bid.cmp(&b.bid).then(worth(b).cmp(&worth(a))));
        self.blocks.dedup_by_key(|block| block.bid);
        self.blocks.shrink_to_fit();
        self.pages.sort_unstable_by_key(|page| (std::cmp::Reverse(page.bid), page.offset));
        self
    }
}

/// The most bytes that a block takes up with trailer and padding.
fn most_whole(layout: Layout) -> usize {
    layout.block_capacity().saturating_add(layout.block_trailer())
}

/// Bytes of a source; those that the device can't read are zero, so that what lies behind them is found.
fn read_around_gaps(source: &dyn ReadAt, offset: u64, len: usize) -> Vec<u8> {
    const PIECE: usize = 4096;
    if let Ok(bytes) = read_up_to(source, offset, len) {
        return bytes;
    }
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        let piece = PIECE.min(len.saturating_sub(bytes.len()));
        match read_up_to(source, offset.saturating_add(bytes.len() as u64), piece) {
            Ok(read) if read.is_empty() => break,
            Ok(read) => bytes.extend_from_slice(&read),
            Err(_) => bytes.resize(bytes.len().saturating_add(piece), 0),
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
    /// Looks at every place in the window, but for the first `kept` bytes, where a block or page may end.
    fn window(&mut self, window: &[u8], start: u64, kept: usize) {
        let step = self.layout.block_alignment();
        let page_size = self.layout.page_size();
        let mut end = kept;
        while let Some(next) = end.checked_add(step).filter(|next| *next <= window.len()) {
            end = next;
            let place = start.saturating_add(end as u64);
            if self.block(window, start, end).is_none()
                && place.checked_rem(page_size as u64) == Some(0)
                && let Some(page) = end.checked_sub(page_size).and_then(|from| window.get(from..end))
            {
                self.page(page, place.saturating_sub(page_size as u64));
            }
        }
    }

    /// A block that ends at `end` of the window.
    fn block(&mut self, window: &[u8], start: u64, end: usize) -> Option<()> {
        let layout = self.layout;
        let trailer_at = end.checked_sub(layout.block_trailer())?;
        let trailer = BlockTrailer::parse(window.get(trailer_at..end)?, layout)?;
        if trailer.size == 0
            || trailer.bid == 0
            || trailer.size > layout.block_capacity()
            || trailer.inflated > layout.block_capacity()
        {
            return None;
        }
        let whole = trailer.size.checked_add(layout.block_trailer())?;
        let whole = whole.checked_next_multiple_of(layout.block_alignment())?;
        let from = end.checked_sub(whole)?;
        let offset = start.checked_add(from as u64)?;
        let placed = trailer.belongs_at(offset);
        // Chance gives the right signature once in 65,536 times. Elsewhere than in its place a block needs both an id
        // that can be one and a right checksum.
        if !placed && trailer.bid >> 40 != 0 {
            return None;
        }
        let data = slice_at(window, from, trailer.size)?;
        let sound = crc(data) == trailer.crc;
        if !placed && !sound {
            return None;
        }
        // The lowest bit of an id is reserved, [MS-PST] 2.2.2.2.
        let bid = trailer.bid & !1;
        let holds = if bid & 2 != 0 { Holds::Ids } else { self.holds(data, bid, trailer.inflated) };
        self.sound = self.sound.saturating_add(usize::from(sound));
        self.found.blocks.push(FoundBlock {
            bid,
            offset,
            size: u16::try_from(trailer.size).ok()?,
            inflated: u16::try_from(trailer.inflated).ok()?,
            sound,
            placed,
            holds,
        });
        Some(())
    }

    /// What a data block holds, by `bSig` and `bClientSig` of `HNHDR`, [MS-PST] 2.3.1.2.
    fn holds(&self, data: &[u8], bid: u64, inflated: usize) -> Holds {
        match heap_client(data, bid, inflated, self.encryption) {
            Some(0xBC) => Holds::PropertyContext,
            _ => Holds::Data,
        }
    }

    fn page(&mut self, page: &[u8], offset: u64) -> Option<()> {
        let (contents, trailer) = page.split_at_checked(self.layout.page_trailer())?;
        let trailer = PageTrailer::parse(trailer, self.layout)?;
        let page_type =
            PageType::from_byte(trailer.types.0).filter(|_| trailer.types.0 == trailer.types.1)?;
        if crc(contents) == trailer.crc {
            let (level, first, last) = page_keys(page, self.layout)?;
            let placed = trailer.belongs_at(offset);
            self.found.pages.push(FoundPage {
                bid: trailer.bid & !1,
                offset,
                page_type,
                level,
                first,
                last,
                placed,
            });
        }
        Some(())
    }
}

/// `bClientSig` of a block that begins a heap.
pub(super) fn heap_client(data: &[u8], bid: u64, inflated: usize, encryption: Encryption) -> Option<u8> {
    let mut start = [0_u8; 8];
    if data.len() == inflated {
        start.copy_from_slice(data.get(..8)?);
        let [a, b, c, d, ..] = bid.to_le_bytes();
        encryption.decode(&mut start, u32::from_le_bytes([a, b, c, d]));
    } else {
        inflate_start(data, bid, encryption, &mut start)?;
    }
    let [_, _, signature, client, ..] = start;
    (signature == 0xEC).then_some(client)
}

//! Heap-on-node, [MS-PST] 2.3.1.

use super::LONGEST_ALLOCATION;
use crate::Layout;
use crate::format::BlockId;
use crate::write::WriteError;
use crate::write::bytes::{Put, overwrite, small};
use crate::write::ndb::{BlockSink, DataTreeWriter};

/// What a heap is for: `bClientSig`, [MS-PST] 2.3.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeapClient {
    /// `bTypePC`
    PropertyContext = 0xBC,
    /// `bTypeTC`
    TableContext = 0x7C,
}

/// `HID`, [MS-PST] 2.3.1.1.
pub(super) type HeapId = u32;

/// A heap under construction. Full blocks go to the file at once, but for those whose head tells how full others are.
#[derive(Debug)]
pub(super) struct HeapWriter {
    layout: Layout,
    client: HeapClient,
    user_root: HeapId,
    data: DataTreeWriter,
    current: HeapBlock,
    current_index: usize,
    /// The first block, once it is full.
    first: Option<Held>,
    /// The last block with an `HNBITMAPHDR`, once it is full.
    bitmap: Option<Held>,
}

/// A block whose fill levels are still open.
#[derive(Debug)]
struct Held {
    slot: usize,
    bytes: Vec<u8>,
    /// Where its levels stand, and how many it has.
    levels: (usize, usize),
    index: usize,
}

/// A block's bytes and where its allocations end.
#[derive(Debug, Default)]
struct HeapBlock {
    bytes: Vec<u8>,
    ends: Vec<u16>,
}

/// The blocks whose fill levels stand in the first block's head, and those of an `HNBITMAPHDR`.
const IN_HEADER: usize = 8;
const IN_BITMAP: usize = 128;
const BITMAP_HEADER: usize = 66;

impl HeapWriter {
    pub(super) fn new(layout: Layout, client: HeapClient) -> Self {
        let mut heap = Self {
            layout,
            client,
            user_root: 0,
            data: DataTreeWriter::default(),
            current: HeapBlock::default(),
            current_index: 0,
            first: None,
            bitmap: None,
        };
        heap.current = heap.begin(0);
        heap
    }

    /// Says which allocation the structure in the heap begins with.
    pub(super) fn set_user_root(&mut self, root: HeapId) {
        self.user_root = root;
    }

    /// Puts bytes into the heap.
    pub(super) fn allocate(&mut self, bytes: &[u8], sink: &mut dyn BlockSink) -> Result<HeapId, WriteError> {
        if bytes.len() > LONGEST_ALLOCATION {
            let limit = LONGEST_ALLOCATION as u64;
            return Err(WriteError::ValueTooLong { size: bytes.len() as u64, limit });
        }
        if !self.fits(bytes.len()) {
            self.next_block(sink)?;
        }
        // Where the first allocation begins stands in front: their number is that of the next one.
        let index = u32::from(small(self.current.ends.len()));
        self.current.bytes.extend_from_slice(bytes);
        self.current.ends.push(small(self.current.bytes.len()));
        let bits = self.layout.heap_index_bits();
        let block = u32::try_from(self.current_index).unwrap_or(u32::MAX);
        let most = u32::MAX.checked_shr(bits.saturating_add(5)).unwrap_or(0);
        if block > most {
            return Err(WriteError::Full { structure: "heap-on-node", limit: most.into() });
        }
        Ok((block << bits.saturating_add(5)) | (index << 5))
    }

    /// Overwrites an allocation of the first block, by its number there, counted from 1. Only as many bytes as were
    /// allocated.
    pub(super) fn overwrite_first(&mut self, number: usize, bytes: &[u8]) {
        // The allocations before it are short: where the first block is held already, its page map tells the place.
        let first = self.first.as_mut().map_or(&mut self.current.bytes, |held| &mut held.bytes);
        let start = FIRST_HEADER.saturating_add(number.saturating_sub(1).saturating_mul(8));
        overwrite(first, start, bytes);
    }

    /// Writes what is not written yet; gives the root and the length of the heap in bytes.
    pub(super) fn finish(mut self, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
        let level = fill_level(self.free_bytes());
        self.tell(self.current_index, level);
        let last = std::mem::take(&mut self.current);
        let levels = levels_of(self.current_index);
        let mut bytes = last.close(None);
        // The last block's own head, where it has one.
        if let Some((at, _)) = levels {
            set_level(&mut bytes, at, 0, level);
        }
        let root = self.user_root.to_le_bytes();
        if self.current_index == 0 {
            overwrite(&mut bytes, USER_ROOT, &root);
        }
        let slot = self.data.reserve();
        if let Some(mut first) = self.first.take() {
            overwrite(&mut first.bytes, USER_ROOT, &root);
            self.data.fill(first.slot, &first.bytes, sink)?;
        }
        if let Some(bitmap) = self.bitmap.take() {
            self.data.fill(bitmap.slot, &bitmap.bytes, sink)?;
        }
        self.data.fill(slot, &bytes, sink)?;
        let length = self.data.len();
        Ok((self.data.finish(sink)?, length))
    }

    /// Closes the current block and begins another.
    fn next_block(&mut self, sink: &mut dyn BlockSink) -> Result<(), WriteError> {
        let level = fill_level(self.free_bytes());
        self.tell(self.current_index, level);
        let index = self.current_index;
        let block = std::mem::take(&mut self.current);
        let mut bytes = block.close(Some(self.layout.block_capacity()));
        let slot = self.data.reserve();
        match levels_of(index) {
            Some(levels) => {
                set_level(&mut bytes, levels.0, 0, level);
                let held = Held { slot, bytes, levels, index };
                if index == 0 {
                    self.first = Some(held);
                } else if let Some(earlier) = self.bitmap.replace(held) {
                    self.data.fill(earlier.slot, &earlier.bytes, sink)?;
                }
            }
            None => self.data.fill(slot, &bytes, sink)?,
        }
        self.current_index = index.saturating_add(1);
        self.current = self.begin(self.current_index);
        Ok(())
    }

    /// Notes a block's fill level in the head that tells it.
    fn tell(&mut self, index: usize, level: u8) {
        for held in [&mut self.first, &mut self.bitmap].into_iter().flatten() {
            let place = index.saturating_sub(held.index);
            if place < held.levels.1 {
                set_level(&mut held.bytes, held.levels.0, place, level);
            }
        }
    }

    /// A block's head: `HNHDR`, `HNBITMAPHDR` or `HNPAGEHDR`, [MS-PST] 2.3.1.2 to 2.3.1.4.
    fn begin(&self, index: usize) -> HeapBlock {
        let mut bytes = vec![0, 0];
        if index == 0 {
            bytes.extend_from_slice(&[0xEC, self.client as u8]);
            bytes.pad_to(FIRST_HEADER);
        } else if levels_of(index).is_some() {
            bytes.pad_to(BITMAP_HEADER);
        }
        HeapBlock { ends: vec![small(bytes.len())], bytes }
    }

    /// What is left for allocations and their entries in the page map.
    fn free_bytes(&self) -> usize {
        let map = self.current.ends.len().saturating_mul(2).saturating_add(4);
        let used = self.current.bytes.len().next_multiple_of(2).saturating_add(map);
        self.layout.block_capacity().saturating_sub(used)
    }

    fn fits(&self, len: usize) -> bool {
        // An odd length is padded, and the page map gets one more entry.
        let needed = len.next_multiple_of(2).saturating_add(2);
        let most = (1_usize << self.layout.heap_index_bits()).saturating_sub(1);
        needed <= self.free_bytes() && self.current.ends.len() <= most
    }
}

/// Size of `HNHDR`.
const FIRST_HEADER: usize = 12;
/// Where `hidUserRoot` stands in `HNHDR`.
const USER_ROOT: usize = 4;
/// Where `rgbFillLevel` stands in `HNHDR`.
const LEVELS_OF_FIRST: usize = 8;

/// Where a block's fill levels stand and how many there are; `None` for blocks without.
fn levels_of(index: usize) -> Option<(usize, usize)> {
    match index.checked_sub(IN_HEADER) {
        None => (index == 0).then_some((LEVELS_OF_FIRST, IN_HEADER)),
        Some(past) => (past % IN_BITMAP == 0).then_some((2, IN_BITMAP)),
    }
}

/// Four bits a block, the lower half first.
fn set_level(bytes: &mut [u8], levels: usize, place: usize, level: u8) {
    if let Some(byte) = bytes.get_mut(levels.saturating_add(place >> 1)) {
        *byte = if place & 1 == 0 { (*byte & 0xF0) | level } else { (*byte & 0x0F) | (level << 4) };
    }
}

/// `rgbFillLevel`, [MS-PST] 2.3.1.2.
fn fill_level(free: usize) -> u8 {
    const AT_LEAST: [usize; 15] =
        [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8];
    let level = AT_LEAST.iter().position(|&least| free >= least);
    level.and_then(|level| u8::try_from(level).ok()).unwrap_or(15)
}

impl HeapBlock {
    /// The block with its `HNPAGEMAP`, [MS-PST] 2.3.1.5. `size` is that of a block that others follow: it is full, with
    /// the map at its end.
    fn close(self, size: Option<usize>) -> Vec<u8> {
        let mut bytes = self.bytes;
        let map = self.ends.len().saturating_mul(2).saturating_add(4);
        let at = size.map_or(bytes.len().next_multiple_of(2), |size| size.saturating_sub(map));
        bytes.pad_to(at);
        overwrite(&mut bytes, 0, &small(at).to_le_bytes());
        bytes.put_u16(small(self.ends.len().saturating_sub(1)));
        bytes.put_u16(0);
        self.ends.iter().for_each(|&end| bytes.put_u16(end));
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{HeapClient, HeapWriter, fill_level, levels_of};
    use crate::Layout;
    use crate::write::WriteError;
    use crate::write::ndb::BlockSink;

    struct Blocks(Layout, Vec<Vec<u8>>);

    impl BlockSink for Blocks {
        fn block(&mut self, bytes: &[u8], _: bool) -> Result<u64, WriteError> {
            self.1.push(bytes.to_vec());
            Ok(self.1.len() as u64 * 4)
        }

        fn layout(&self) -> Layout {
            self.0
        }
    }

    #[test]
    fn levels_by_free_bytes() {
        for (free, level) in
            [(8000, 0), (3584, 0), (3583, 1), (2048, 2), (255, 10), (8, 14), (7, 15), (0, 15)]
        {
            assert_eq!(fill_level(free), level, "{free}");
        }
    }

    #[test]
    fn heads_with_levels() {
        let with: Vec<_> = (0..300).filter(|&index| levels_of(index).is_some()).collect();
        assert_eq!(with, [0, 8, 136, 264]);
    }

    #[test]
    fn a_heap_of_one_block() {
        let mut sink = Blocks(Layout::Unicode, Vec::new());
        let mut heap = HeapWriter::new(Layout::Unicode, HeapClient::PropertyContext);
        assert_eq!(heap.allocate(b"abc", &mut sink).unwrap(), 0x20);
        assert_eq!(heap.allocate(b"", &mut sink).unwrap(), 0x40);
        heap.set_user_root(0x20);
        let (_, length) = heap.finish(&mut sink).unwrap();
        let expected = [
            16, 0, 0xEC, 0xBC, 0x20, 0, 0, 0, 0, 0, 0, 0, b'a', b'b', b'c', 0, 2, 0, 0, 0, 12, 0, 15, 0, 15,
            0,
        ];
        assert_eq!((sink.1, length), (vec![expected.to_vec()], 26));
    }

    #[test]
    fn blocks_are_full_and_their_levels_told() {
        let mut sink = Blocks(Layout::Unicode, Vec::new());
        let mut heap = HeapWriter::new(Layout::Unicode, HeapClient::TableContext);
        for number in 0..30_u32 {
            let hid = heap.allocate(&[7; 3000], &mut sink).unwrap();
            assert_eq!(hid, ((number / 2) << 16) | ((number % 2 + 1) << 5));
        }
        heap.finish(&mut sink).unwrap();
        let sizes: Vec<_> = sink.1.iter().map(Vec::len).collect();
        assert_eq!(sizes.iter().filter(|&&size| size == 8176).count(), 14);
        // Each block holds two pieces and has about 2,150 bytes left: level 2.
        let first = sink.1.iter().find(|block| block[2] == 0xEC).unwrap();
        assert_eq!(first[8..12], [0x22, 0x22, 0x22, 0x22]);
        assert!(sink.1.iter().any(|block| block[2..7] == [0x22, 0x22, 0x22, 0x02, 0]));
    }
}

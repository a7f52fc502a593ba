//! Writing of a heap-on-node, [MS-PST] 2.3.1.

use super::LONGEST_ALLOCATION;
use crate::Layout;
use crate::format::BlockId;
use crate::write::WriteError;
use crate::write::bytes::{Put, overwrite, saturating_u16};
use crate::write::ndb::{BlockSink, DataTreeWriter};

/// The structure in a heap: `bClientSig`, [MS-PST] 2.3.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeapClient {
    /// `bTypePC`
    PropertyContext = 0xBC,
    /// `bTypeTC`
    TableContext = 0x7C,
}

/// `HID`, [MS-PST] 2.3.1.1.
pub(super) type HeapId = u32;

/// A heap that is being written. Full blocks are written at once, except those whose header contains the fill levels of
/// later blocks.
#[derive(Debug)]
pub(super) struct HeapWriter {
    layout: Layout,
    client: HeapClient,
    user_root: HeapId,
    data: DataTreeWriter,
    current: HeapBlock,
    current_index: usize,
    /// The first block, after it has become full.
    first: Option<PendingBlock>,
    /// The last block with an `HNBITMAPHDR`, after it has become full.
    bitmap: Option<PendingBlock>,
}

/// A full block whose header still misses fill levels of later blocks.
#[derive(Debug)]
struct PendingBlock {
    slot: usize,
    bytes: Vec<u8>,
    /// The offset and the number of its fill levels.
    levels: (usize, usize),
    index: usize,
}

/// The bytes of a block, and the offset at which each allocation ends. The first offset is the end of the block header.
#[derive(Debug, Default)]
struct HeapBlock {
    bytes: Vec<u8>,
    ends: Vec<u16>,
}

/// Number of fill levels in the `HNHDR`, and in an `HNBITMAPHDR`.
const LEVELS_IN_HEADER: usize = 8;
const LEVELS_IN_BITMAP: usize = 128;
const BITMAP_HEADER_SIZE: usize = 66;

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
        heap.current = heap.begin_block(0);
        heap
    }

    /// Sets the allocation with which the structure in the heap begins.
    pub(super) fn set_user_root(&mut self, root: HeapId) {
        self.user_root = root;
    }

    /// Appends an allocation and returns its id.
    pub(super) fn allocate(&mut self, bytes: &[u8], sink: &mut dyn BlockSink) -> Result<HeapId, WriteError> {
        if bytes.len() > LONGEST_ALLOCATION {
            let limit = LONGEST_ALLOCATION as u64;
            return Err(WriteError::ValueTooLong { size: bytes.len() as u64, limit });
        }
        if !self.fits(bytes.len()) {
            self.next_block(sink)?;
        }
        // `ends` has one more entry than there are allocations, so its length is the index of the new one, counted from
        // 1.
        let index = u32::from(saturating_u16(self.current.ends.len()));
        self.current.bytes.extend_from_slice(bytes);
        self.current.ends.push(saturating_u16(self.current.bytes.len()));
        let bits = self.layout.heap_index_bits();
        let block = u32::try_from(self.current_index).unwrap_or(u32::MAX);
        let limit = u32::MAX.checked_shr(bits.saturating_add(5)).unwrap_or(0);
        if block > limit {
            return Err(WriteError::Full { structure: "heap-on-node", limit: limit.into() });
        }
        Ok((block << bits.saturating_add(5)) | (index << 5))
    }

    /// Returns the number of bytes in blocks that are not written yet.
    pub(super) fn open_bytes(&self) -> usize {
        let pending = [&self.first, &self.bitmap].into_iter().flatten().map(|pending| pending.bytes.len());
        let map = self.current.ends.len().saturating_mul(2).saturating_add(4);
        pending.fold(self.current.bytes.len().saturating_add(map), usize::saturating_add)
    }

    /// Overwrites the first or second allocation of the first block, counted from 1. The first must have eight bytes,
    /// and the new bytes must not be longer than the old ones.
    pub(super) fn overwrite_first(&mut self, number: usize, bytes: &[u8]) {
        // The first block is in `first` after it has become full.
        let first = self.first.as_mut().map_or(&mut self.current.bytes, |pending| &mut pending.bytes);
        let start = FIRST_HEADER_SIZE.saturating_add(number.saturating_sub(1).saturating_mul(8));
        overwrite(first, start, bytes);
    }

    /// Writes the rest of the heap. Returns the root of its data tree and its length in bytes.
    pub(super) fn finish(mut self, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
        let level = fill_level(self.free_bytes());
        self.set_fill_level(self.current_index, level);
        let last = std::mem::take(&mut self.current);
        let levels = fill_levels_of(self.current_index);
        let mut bytes = last.with_page_map(0);
        // The last block contains its own fill level, if its header has any.
        if let Some((at, _)) = levels {
            put_fill_level(&mut bytes, at, 0, level);
        }
        let root = self.user_root.to_le_bytes();
        if self.current_index == 0 {
            overwrite(&mut bytes, USER_ROOT_OFFSET, &root);
        }
        let slot = self.data.reserve();
        if let Some(mut first) = self.first.take() {
            overwrite(&mut first.bytes, USER_ROOT_OFFSET, &root);
            self.data.fill(first.slot, &first.bytes, sink)?;
        }
        if let Some(bitmap) = self.bitmap.take() {
            self.data.fill(bitmap.slot, &bitmap.bytes, sink)?;
        }
        self.data.fill(slot, &bytes, sink)?;
        let length = self.data.len();
        Ok((self.data.finish(sink)?, length))
    }

    /// Finishes the current block and begins another.
    fn next_block(&mut self, sink: &mut dyn BlockSink) -> Result<(), WriteError> {
        let level = fill_level(self.free_bytes());
        self.set_fill_level(self.current_index, level);
        let index = self.current_index;
        let block = std::mem::take(&mut self.current);
        // All blocks of a data tree but the last one are full.
        let mut bytes = block.with_page_map(self.layout.block_capacity());
        let slot = self.data.reserve();
        match fill_levels_of(index) {
            Some(levels) => {
                put_fill_level(&mut bytes, levels.0, 0, level);
                let pending = PendingBlock { slot, bytes, levels, index };
                if index == 0 {
                    self.first = Some(pending);
                } else if let Some(earlier) = self.bitmap.replace(pending) {
                    self.data.fill(earlier.slot, &earlier.bytes, sink)?;
                }
            }
            None => self.data.fill(slot, &bytes, sink)?,
        }
        self.current_index = index.saturating_add(1);
        self.current = self.begin_block(self.current_index);
        Ok(())
    }

    /// Sets the fill level of a block in the header that contains it.
    fn set_fill_level(&mut self, index: usize, level: u8) {
        for pending in [&mut self.first, &mut self.bitmap].into_iter().flatten() {
            let slot = index.saturating_sub(pending.index);
            if slot < pending.levels.1 {
                put_fill_level(&mut pending.bytes, pending.levels.0, slot, level);
            }
        }
    }

    /// Returns an empty block with its header: `HNHDR`, `HNBITMAPHDR` or `HNPAGEHDR`, [MS-PST] 2.3.1.2 to 2.3.1.4.
    fn begin_block(&self, index: usize) -> HeapBlock {
        let mut bytes = vec![0, 0];
        if index == 0 {
            bytes.extend_from_slice(&[0xEC, self.client as u8]);
            bytes.pad_to(FIRST_HEADER_SIZE);
        } else if fill_levels_of(index).is_some() {
            bytes.pad_to(BITMAP_HEADER_SIZE);
        }
        HeapBlock { ends: vec![saturating_u16(bytes.len())], bytes }
    }

    /// Returns the number of bytes left for allocations and their entries in the page map.
    fn free_bytes(&self) -> usize {
        let map = self.current.ends.len().saturating_mul(2).saturating_add(4);
        let used = self.current.bytes.len().next_multiple_of(2).saturating_add(map);
        self.layout.block_capacity().saturating_sub(used)
    }

    fn fits(&self, len: usize) -> bool {
        // An odd length is padded, and the page map gets another entry.
        let needed = len.next_multiple_of(2).saturating_add(2);
        let most = (1_usize << self.layout.heap_index_bits()).saturating_sub(1);
        needed <= self.free_bytes() && self.current.ends.len() <= most
    }
}

/// Size of `HNHDR` in bytes.
const FIRST_HEADER_SIZE: usize = 12;
/// Offset of `hidUserRoot` in `HNHDR`.
const USER_ROOT_OFFSET: usize = 4;
/// Offset of `rgbFillLevel` in `HNHDR`.
const LEVELS_OFFSET: usize = 8;

/// Returns the offset and the number of the fill levels in the header of a block, or `None` if the header has none.
fn fill_levels_of(index: usize) -> Option<(usize, usize)> {
    match index.checked_sub(LEVELS_IN_HEADER) {
        None => (index == 0).then_some((LEVELS_OFFSET, LEVELS_IN_HEADER)),
        Some(past) => (past % LEVELS_IN_BITMAP == 0).then_some((2, LEVELS_IN_BITMAP)),
    }
}

/// Sets one fill level. Each has four bits, the lower half of a byte first.
fn put_fill_level(bytes: &mut [u8], levels: usize, slot: usize, level: u8) {
    if let Some(byte) = bytes.get_mut(levels.saturating_add(slot >> 1)) {
        *byte = if slot & 1 == 0 { (*byte & 0xF0) | level } else { (*byte & 0x0F) | (level << 4) };
    }
}

/// Returns the fill level for a number of free bytes: `rgbFillLevel`, [MS-PST] 2.3.1.2.
fn fill_level(free: usize) -> u8 {
    const AT_LEAST: [usize; 15] =
        [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8];
    let level = AT_LEAST.iter().position(|&least| free >= least);
    level.and_then(|level| u8::try_from(level).ok()).unwrap_or(15)
}

impl HeapBlock {
    /// Appends the `HNPAGEMAP`, [MS-PST] 2.3.1.5, and zeros up to `size`. SCANPST reports a heap whose page map is not
    /// directly behind the last allocation, or whose count of empty allocations (`cFree`) is wrong.
    fn with_page_map(self, size: usize) -> Vec<u8> {
        let mut bytes = self.bytes;
        let at = bytes.len().next_multiple_of(2);
        bytes.pad_to(at);
        overwrite(&mut bytes, 0, &saturating_u16(at).to_le_bytes());
        let empty =
            self.ends.iter().zip(self.ends.iter().skip(1)).filter(|(start, end)| start == end).count();
        bytes.put_u16(saturating_u16(self.ends.len().saturating_sub(1)));
        bytes.put_u16(saturating_u16(empty));
        self.ends.iter().for_each(|&end| bytes.put_u16(end));
        bytes.pad_to(size);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{HeapClient, HeapWriter, fill_level, fill_levels_of};
    use crate::Layout;
    use crate::write::ndb::MemorySink;

    #[test]
    fn fill_levels_depend_on_free_bytes() {
        for (free, level) in
            [(8000, 0), (3584, 0), (3583, 1), (2048, 2), (255, 10), (8, 14), (7, 15), (0, 15)]
        {
            assert_eq!(fill_level(free), level, "{free}");
        }
    }

    #[test]
    fn some_blocks_contain_fill_levels() {
        let with: Vec<_> = (0..300).filter(|&index| fill_levels_of(index).is_some()).collect();
        assert_eq!(with, [0, 8, 136, 264]);
    }

    #[test]
    fn a_heap_of_one_block_is_written() {
        let mut sink = MemorySink::new(Layout::Unicode);
        let mut heap = HeapWriter::new(Layout::Unicode, HeapClient::PropertyContext);
        assert_eq!(heap.allocate(b"abc", &mut sink).unwrap(), 0x20);
        assert_eq!(heap.allocate(b"", &mut sink).unwrap(), 0x40);
        heap.set_user_root(0x20);
        let (_, length) = heap.finish(&mut sink).unwrap();
        let expected = [
            16, 0, 0xEC, 0xBC, 0x20, 0, 0, 0, 0, 0, 0, 0, b'a', b'b', b'c', 0, 2, 0, 1, 0, 12, 0, 15, 0, 15,
            0,
        ];
        assert_eq!((sink.blocks, length), (vec![expected.to_vec()], 26));
    }

    #[test]
    fn later_blocks_are_full_and_have_fill_levels() {
        let mut sink = MemorySink::new(Layout::Unicode);
        let mut heap = HeapWriter::new(Layout::Unicode, HeapClient::TableContext);
        for number in 0..30_u32 {
            let hid = heap.allocate(&[7; 3000], &mut sink).unwrap();
            assert_eq!(hid, ((number / 2) << 16) | ((number % 2 + 1) << 5));
        }
        heap.finish(&mut sink).unwrap();
        let sizes: Vec<_> = sink.blocks.iter().map(Vec::len).collect();
        assert_eq!(sizes.iter().filter(|&&size| size == 8176).count(), 14);
        // Each block contains two allocations and has about 2,150 free bytes, which is level 2.
        let first = sink.blocks.iter().find(|block| block[2] == 0xEC).unwrap();
        assert_eq!(first[8..12], [0x22, 0x22, 0x22, 0x22]);
        assert!(sink.blocks.iter().any(|block| block[2..7] == [0x22, 0x22, 0x22, 0x02, 0]));
        // The page map is directly behind the two allocations, and zeros follow it.
        for (block, header) in sink.blocks.iter().map(|block| (block, if block[2] == 0xEC { 12 } else { 2 }))
        {
            let map = usize::from(u16::from_le_bytes([block[0], block[1]]));
            if block.len() == 8176 && block[2] != 0x22 {
                assert_eq!((map, &block[map..map + 4]), (header + 6000, &[2, 0, 0, 0][..]));
                assert!(block[map + 10..].iter().all(|&byte| byte == 0));
            }
        }
    }
}

//! The Node Database layer, written: blocks one after the other, then the two B-trees, last the header.

mod btree;
mod data_tree;
mod header;
mod space;
mod subnode;

use std::io::{Seek, SeekFrom, Write};

pub(super) use data_tree::{DataTreeWriter, StreamError};
pub(super) use subnode::SubnodeTree;

use super::put::{Put, low_half, small};
use super::{WriteError, WriteOptions};
use crate::crc::{crc, signature};
use crate::ndb::{NodeData, NodeId};
use crate::{Encryption, FileKind, Layout};
use space::{Geometry, MapPage, Space};

/// Takes blocks and gives them ids.
pub(crate) trait BlockSink {
    /// Writes a block of at most [`Layout::block_capacity`] bytes. `internal` marks blocks that hold other blocks' ids.
    fn block(&mut self, bytes: &[u8], internal: bool) -> Result<u64, WriteError>;

    fn layout(&self) -> Layout;
}

/// `BBTENTRY`, [MS-PST] 2.2.2.7.7.3.
#[derive(Debug, Clone, Copy)]
struct BlockEntry {
    bid: u64,
    offset: u64,
    /// Bytes in the file, without the trailer.
    size: u16,
    inflated: u16,
}

/// `NBTENTRY`, [MS-PST] 2.2.2.7.7.4.
#[derive(Debug, Clone, Copy)]
struct NodeEntry {
    nid: NodeId,
    node: NodeData,
    parent: NodeId,
}

/// A file under construction. In memory are only the entries of the two B-trees and one allocation map.
pub(super) struct NdbWriter<W> {
    out: W,
    layout: Layout,
    encryption: Encryption,
    kind: FileKind,
    deflate: bool,
    space: Space,
    next_block: u64,
    next_page: u64,
    blocks: Vec<BlockEntry>,
    nodes: Vec<NodeEntry>,
    /// `rgnid`: the last index that was given to a node of each type.
    last_index: [u32; 32],
    /// The end of what has ever been written.
    high_water: u64,
}

/// A state to which a writer can go back.
pub(super) struct Mark {
    space: Space,
    next_block: u64,
    blocks: usize,
    nodes: usize,
}

/// The step from one block's id to the next: the two lowest bits are no part of the count, [MS-PST] 2.2.2.2.
const BLOCK_STEP: u64 = 4;
const INTERNAL: u64 = 2;

impl<W: Write + Seek> NdbWriter<W> {
    pub(super) fn new(out: W, options: &WriteOptions) -> Result<Self, WriteError> {
        let space = Space::new(options.layout);
        let mut writer = Self {
            out,
            layout: options.layout,
            encryption: options.encryption,
            kind: options.kind,
            deflate: options.deflate,
            space,
            next_block: BLOCK_STEP,
            next_page: 1,
            blocks: Vec::new(),
            nodes: Vec::new(),
            last_index: header::first_indices(),
            high_water: 0,
        };
        let front = Geometry::of(options.layout).first;
        writer.out.rewind().map_err(|source| WriteError::Write { offset: 0, source })?;
        writer.zeros(0, front)?;
        writer.open_part()?;
        Ok(writer)
    }

    /// The next id for a node of a type.
    pub(super) fn next_nid(&mut self, node_type: u8) -> Result<NodeId, WriteError> {
        const MOST: u32 = u32::MAX >> 5;
        let full = WriteError::Full { structure: "rgnid", limit: MOST.into() };
        let Some(last) = self.last_index.get_mut(usize::from(node_type & 0x1F)) else { return Err(full) };
        let index = last.checked_add(1).filter(|&index| index <= MOST);
        *last = index.ok_or(full)?;
        Ok(NodeId::new((*last << 5) | u32::from(node_type & 0x1F)))
    }

    pub(super) fn node(&mut self, nid: NodeId, node: NodeData, parent: NodeId) {
        self.nodes.push(NodeEntry { nid, node, parent });
    }

    /// Where [`Self::back_to`] can go back to.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            space: self.space.clone(),
            next_block: self.next_block,
            blocks: self.blocks.len(),
            nodes: self.nodes.len(),
        }
    }

    /// Forgets what was written since a mark; its space is used again.
    pub(super) fn back_to(&mut self, mark: Mark) -> Result<(), WriteError> {
        self.space = mark.space;
        self.next_block = mark.next_block;
        self.blocks.truncate(mark.blocks);
        self.nodes.truncate(mark.nodes);
        self.go_to(self.space.next)
    }

    fn go_to(&mut self, offset: u64) -> Result<(), WriteError> {
        self.out.seek(SeekFrom::Start(offset)).map_err(|source| WriteError::Write { offset, source })?;
        Ok(())
    }

    fn put(&mut self, offset: u64, bytes: &[u8]) -> Result<(), WriteError> {
        self.out.write_all(bytes).map_err(|source| WriteError::Write { offset, source })?;
        self.high_water = self.high_water.max(offset.saturating_add(bytes.len() as u64));
        Ok(())
    }

    /// Writes zeros from one offset, at which the output stands, to another.
    fn zeros(&mut self, from: u64, to: u64) -> Result<(), WriteError> {
        const ZEROS: [u8; 4096] = [0; 4096];
        let mut at = from;
        while at < to {
            let count = usize::try_from(to.saturating_sub(at)).unwrap_or(usize::MAX).min(ZEROS.len());
            self.put(at, ZEROS.get(..count).unwrap_or_default())?;
            at = at.saturating_add(count as u64);
        }
        Ok(())
    }

    /// Finds room; the output stands there afterwards.
    fn take(&mut self, size: u64, alignment: u64) -> Result<u64, WriteError> {
        let before = self.space.next;
        if let Some(offset) = self.space.take(size, alignment) {
            self.zeros(before, offset)?;
            return Ok(offset);
        }
        self.zeros(before, self.space.end())?;
        self.close_part()?;
        self.space = self.space.following();
        self.open_part()?;
        let before = self.space.next;
        let limit = Geometry::of(self.layout).part();
        let offset = self.space.take(size, alignment).ok_or(WriteError::ValueTooLong { size, limit })?;
        self.zeros(before, offset)?;
        Ok(offset)
    }

    /// Writes the pages at the beginning of a part; its allocation map is filled in when the part is full.
    fn open_part(&mut self) -> Result<(), WriteError> {
        let limit = Geometry::of(self.layout).limit;
        if self.space.end() > limit {
            return Err(WriteError::FileFull { limit });
        }
        let pages: Vec<MapPage> = self.space.pages().collect();
        for page in pages {
            let size = self.space.page_size();
            let offset = self.space.take(size, size).unwrap_or(self.space.next);
            let ones = vec![0xFF; Geometry::of(self.layout).map];
            self.map_page(page, offset, &ones)?;
        }
        Ok(())
    }

    /// Writes the allocation map of the part that is being left; the output stands anywhere afterwards but for a
    /// following part at its beginning.
    fn close_part(&mut self) -> Result<(), WriteError> {
        let (start, end) = (self.space.start(), self.space.end());
        let bits = self.space.bits().to_vec();
        self.go_to(start)?;
        self.map_page(MapPage::Allocation, start, &bits)?;
        self.go_to(end)
    }

    /// Writes a map page; its id is its place, and it has no signature, [MS-PST] 2.2.2.7.1.
    fn map_page(&mut self, page: MapPage, offset: u64, bits: &[u8]) -> Result<(), WriteError> {
        let mut bytes = Vec::with_capacity(self.layout.page_size());
        // ANSI maps begin with a padding of four bytes.
        bytes.pad_to(self.layout.page_trailer().saturating_sub(bits.len()));
        bytes.extend_from_slice(bits);
        self.page_trailer(&mut bytes, page.page_type(), 0, offset);
        self.put(offset, &bytes)
    }

    /// Ends a page with its `PAGETRAILER`, [MS-PST] 2.2.2.7.1.
    fn page_trailer(&self, bytes: &mut Vec<u8>, page_type: u8, signature: u16, bid: u64) {
        bytes.pad_to(self.layout.page_trailer());
        let sum = crc(bytes);
        bytes.extend_from_slice(&[page_type, page_type]);
        bytes.put_u16(signature);
        self.put_crc_and_bid(bytes, sum, bid);
        if self.layout == Layout::Unicode4k {
            bytes.put_u64(1);
        }
    }

    fn put_crc_and_bid(&self, bytes: &mut Vec<u8>, sum: u32, bid: u64) {
        match self.layout {
            Layout::Ansi => {
                bytes.put_u32(low_half(bid));
                bytes.put_u32(sum);
            }
            Layout::Unicode | Layout::Unicode4k => {
                bytes.put_u32(sum);
                bytes.put_u64(bid);
            }
        }
    }

    /// Writes the B-trees, the maps and the header. The output is complete then, and flushed.
    pub(super) fn finish(mut self) -> Result<W, WriteError> {
        self.nodes.sort_by_key(|node| node.nid);
        // Blocks got their ids in order, but for the last ones of heaps that were open all the time.
        self.blocks.sort_by_key(|block| block.bid);
        let node_root = self.write_nodes()?;
        let block_root = self.write_blocks()?;
        self.zeros(self.space.next, self.space.end())?;
        self.close_part()?;
        while self.space.end() < self.high_water {
            // What was taken back reached further: the file can't be made shorter, but it can be made whole.
            self.space = self.space.following();
            self.open_part()?;
            self.zeros(self.space.next, self.space.end())?;
            self.close_part()?;
        }
        self.write_density_list()?;
        let header = self.header_bytes(node_root, block_root);
        self.go_to(0)?;
        self.put(0, &header)?;
        self.out.flush().map_err(|source| WriteError::Write { offset: 0, source })?;
        Ok(self.out)
    }

    /// The density list, [MS-PST] 2.2.2.7.8: only a hint where there is room, here none.
    fn write_density_list(&mut self) -> Result<(), WriteError> {
        let offset = Geometry::of(self.layout).density_list;
        let bid = self.next_page_id();
        let mut bytes = Vec::with_capacity(self.layout.page_size());
        self.page_trailer(&mut bytes, 0x86, signature(offset, bid), bid);
        self.go_to(offset)?;
        self.put(offset, &bytes)
    }

    fn next_page_id(&mut self) -> u64 {
        let bid = self.next_page;
        self.next_page = bid.saturating_add(1);
        bid
    }

    /// The bytes of a block as they stand in the file, without the trailer. No standard says what comes first; libpff
    /// inflates before it deciphers.
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

impl<W: Write + Seek> BlockSink for NdbWriter<W> {
    fn block(&mut self, bytes: &[u8], internal: bool) -> Result<u64, WriteError> {
        let limit = self.layout.block_capacity();
        if bytes.len() > limit {
            return Err(WriteError::ValueTooLong { size: bytes.len() as u64, limit: limit as u64 });
        }
        let bid = self.next_block | if internal { INTERNAL } else { 0 };
        let stored = self.stored(bytes, bid, internal);
        let trailer = self.layout.block_trailer();
        let alignment = self.layout.block_alignment();
        let whole = stored.len().saturating_add(trailer).next_multiple_of(alignment);
        let offset = self.take(whole as u64, alignment as u64)?;
        let size = small(stored.len());
        let sum = crc(&stored);
        let mut block = stored;
        block.pad_to(whole.saturating_sub(trailer));
        block.put_u16(size);
        block.put_u16(signature(offset, bid));
        self.put_crc_and_bid(&mut block, sum, bid);
        if self.layout == Layout::Unicode4k {
            block.put_u16(2);
            block.put_u16(small(bytes.len()));
            block.put_u32(0);
        }
        self.put(offset, &block)?;
        self.next_block = self.next_block.saturating_add(BLOCK_STEP);
        self.blocks.push(BlockEntry { bid, offset, size, inflated: small(bytes.len()) });
        Ok(bid)
    }

    fn layout(&self) -> Layout {
        self.layout
    }
}

/// Bytes deflated, where that saves room in the file.
fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let unit = Layout::Unicode4k.block_alignment();
    let trailer = Layout::Unicode4k.block_trailer();
    let units = |len: usize| len.saturating_add(trailer).div_ceil(unit);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).ok()?;
    let deflated = encoder.finish().ok()?;
    (units(deflated.len()) < units(bytes.len())).then_some(deflated)
}

//! Writing of the Node Database layer, [MS-PST] 2.2: first the blocks, then the B-trees, last the header.

mod allocation;
mod block;
mod btree;
mod data_tree;
mod header;
mod sections;
mod subnodes;

use std::io::{Seek, SeekFrom, Write};

pub(super) use data_tree::{DataTreeWriter, StreamError};
pub(super) use subnodes::SubnodeTree;

use super::{WriteError, WriteOptions};
use crate::format::{NodeData, NodeId};
use crate::{Encryption, FileKind, Layout};
use allocation::{MapGeometry, Section};

/// Writes blocks and assigns their ids.
pub(crate) trait BlockSink {
    /// Writes a block of at most [`Layout::block_capacity`] bytes and returns its id, which the caller needs to
    /// refer to the block. `internal` marks a block that contains ids of other blocks. After an error, the block
    /// was not written, and the caller must not write the structure that refers to it.
    fn write_block(&mut self, bytes: &[u8], internal: bool) -> Result<u64, WriteError>;

    fn layout(&self) -> Layout;
}

/// `BBTENTRY`, [MS-PST] 2.2.2.7.7.3.
#[derive(Debug, Clone, Copy)]
struct BlockEntry {
    bid: u64,
    offset: u64,
    /// Size in the file in bytes, without padding and trailer.
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

/// A file that is being written. Only the entries of the B-trees and one allocation map are in memory.
pub(super) struct NdbWriter<W> {
    out: W,
    layout: Layout,
    encryption: Encryption,
    kind: FileKind,
    deflate: bool,
    section: Section,
    next_block: u64,
    next_page: u64,
    blocks: Vec<BlockEntry>,
    nodes: Vec<NodeEntry>,
    /// `rgnid`: the last index of each node type.
    last_index: [u32; 32],
    /// The offset after the last byte that was ever written.
    high_water: u64,
}

/// A state that the writer can roll back to.
pub(super) struct Savepoint {
    section: Section,
    next_block: u64,
    blocks: usize,
    nodes: usize,
}

/// The difference between the ids of consecutive blocks. It is 4, because the lower two bits are flags, [MS-PST]
/// 2.2.2.2.
const BLOCK_STEP: u64 = 4;

impl<W: Write + Seek> NdbWriter<W> {
    pub(super) fn new(out: W, options: &WriteOptions) -> Result<Self, WriteError> {
        let section = Section::new(options.layout);
        let mut writer = Self {
            out,
            layout: options.layout,
            encryption: options.encryption,
            kind: options.kind,
            deflate: options.deflate,
            section,
            next_block: BLOCK_STEP,
            next_page: 1,
            blocks: Vec::new(),
            nodes: Vec::new(),
            last_index: header::first_indices(),
            high_water: 0,
        };
        let front = MapGeometry::of(options.layout).first;
        writer.out.rewind().map_err(|source| WriteError::Write { offset: 0, source })?;
        writer.write_zeros(0, front)?;
        writer.begin_section()?;
        Ok(writer)
    }

    /// Returns the next id of a node type.
    pub(super) fn next_nid(&mut self, node_type: u8) -> Result<NodeId, WriteError> {
        const MAX: u32 = u32::MAX >> 5;
        let full = WriteError::Full { structure: "rgnid", limit: MAX.into() };
        let Some(last) = self.last_index.get_mut(usize::from(node_type & 0x1F)) else { return Err(full) };
        let index = last.checked_add(1).filter(|&index| index <= MAX);
        *last = index.ok_or(full)?;
        Ok(NodeId::new((*last << 5) | u32::from(node_type & 0x1F)))
    }

    pub(super) fn add_node(&mut self, nid: NodeId, node: NodeData, parent: NodeId) {
        self.nodes.push(NodeEntry { nid, node, parent });
    }

    /// Returns the current state, for [`Self::roll_back`].
    pub(super) fn savepoint(&self) -> Savepoint {
        Savepoint {
            section: self.section.clone(),
            next_block: self.next_block,
            blocks: self.blocks.len(),
            nodes: self.nodes.len(),
        }
    }

    /// Discards everything that was written since a savepoint. Its space is used again.
    pub(super) fn roll_back(&mut self, savepoint: Savepoint) -> Result<(), WriteError> {
        self.section = savepoint.section;
        self.next_block = savepoint.next_block;
        self.blocks.truncate(savepoint.blocks);
        self.nodes.truncate(savepoint.nodes);
        self.seek_to(self.section.next)
    }

    /// Returns true if the layout has room for `further` bytes and for the B-trees of everything written so far.
    pub(super) fn has_room(&self, further: u64) -> bool {
        let limit = MapGeometry::of(self.layout).limit;
        // Leaf pages are full, and fewer than a tenth as many inner pages are above them. Map pages are less than a
        // hundredth of the file, and each section can end with a gap.
        let room = self.layout.btree_counts() as u64;
        let entries = (self.blocks.len().saturating_add(self.nodes.len()) as u64).saturating_mul(32);
        let pages = entries.checked_div(room).unwrap_or(0).saturating_add(8);
        let trees = pages.saturating_mul(self.layout.page_size() as u64).saturating_mul(11).div_ceil(10);
        let more = further.saturating_add(trees);
        let more = more.saturating_add(more >> 4).saturating_add(MapGeometry::of(self.layout).section_size());
        self.section.next.checked_add(more).is_some_and(|end| end <= limit)
    }

    /// Returns the error of a file without room.
    pub(super) fn full(&self) -> WriteError {
        WriteError::FileFull { limit: MapGeometry::of(self.layout).limit }
    }

    fn seek_to(&mut self, offset: u64) -> Result<(), WriteError> {
        self.out.seek(SeekFrom::Start(offset)).map_err(|source| WriteError::Write { offset, source })?;
        Ok(())
    }

    fn write_bytes(&mut self, offset: u64, bytes: &[u8]) -> Result<(), WriteError> {
        self.out.write_all(bytes).map_err(|source| WriteError::Write { offset, source })?;
        self.high_water = self.high_water.max(offset.saturating_add(bytes.len() as u64));
        Ok(())
    }

    /// Writes zeros from the current offset of the output, `from`, up to another.
    fn write_zeros(&mut self, from: u64, to: u64) -> Result<(), WriteError> {
        const ZEROS: [u8; 4096] = [0; 4096];
        let mut at = from;
        while at < to {
            let count = usize::try_from(to.saturating_sub(at)).unwrap_or(usize::MAX).min(ZEROS.len());
            self.write_bytes(at, ZEROS.get(..count).unwrap_or_default())?;
            at = at.saturating_add(count as u64);
        }
        Ok(())
    }

    /// Writes the B-trees, the maps and the header, and flushes the output.
    pub(super) fn finish(mut self) -> Result<W, WriteError> {
        self.nodes.sort_by_key(|node| node.nid);
        // Blocks are written in the order of their ids.
        let node_root = self.write_nodes()?;
        let block_root = self.write_blocks()?;
        self.write_zeros(self.section.next, self.section.end())?;
        self.finish_section()?;
        while self.section.end() < self.high_water {
            // A roll-back can leave bytes behind the last section. The output can't be truncated, so sections are added
            // up to its end.
            self.section = self.section.next_section();
            self.begin_section()?;
            self.write_zeros(self.section.next, self.section.end())?;
            self.finish_section()?;
        }
        self.write_density_list()?;
        let header = self.header_bytes(node_root, block_root);
        self.seek_to(0)?;
        self.write_bytes(0, &header)?;
        self.out.flush().map_err(|source| WriteError::Write { offset: 0, source })?;
        Ok(self.out)
    }

    fn next_page_id(&mut self) -> u64 {
        let bid = self.next_page;
        self.next_page = bid.saturating_add(1);
        bid
    }
}

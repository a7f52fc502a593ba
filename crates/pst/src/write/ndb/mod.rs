//! The Node Database layer, written: blocks one after the other, then the two B-trees, last the header.

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
use allocation::{Geometry, Space};

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

    /// True if the layout has room for `further` bytes and for the B-trees of what is there.
    pub(super) fn has_room(&self, further: u64) -> bool {
        let limit = Geometry::of(self.layout).limit;
        // Leaf pages are full; those above them are less than a tenth as many. Map pages are less than a hundredth of
        // the file, and each part can end in a gap.
        let room = self.layout.btree_counts() as u64;
        let entries = (self.blocks.len().saturating_add(self.nodes.len()) as u64).saturating_mul(32);
        let pages = entries.checked_div(room).unwrap_or(0).saturating_add(8);
        let trees = pages.saturating_mul(self.layout.page_size() as u64).saturating_mul(11).div_ceil(10);
        let more = further.saturating_add(trees);
        let more = more.saturating_add(more >> 4).saturating_add(Geometry::of(self.layout).part());
        self.space.next.checked_add(more).is_some_and(|end| end <= limit)
    }

    /// The error for a file that has no room left.
    pub(super) fn full(&self) -> WriteError {
        WriteError::FileFull { limit: Geometry::of(self.layout).limit }
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

    /// Writes the B-trees, the maps and the header. The output is complete then, and flushed.
    pub(super) fn finish(mut self) -> Result<W, WriteError> {
        self.nodes.sort_by_key(|node| node.nid);
        // Blocks are in the order of their ids already.
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

    fn next_page_id(&mut self) -> u64 {
        let bid = self.next_page;
        self.next_page = bid.saturating_add(1);
        bid
    }
}

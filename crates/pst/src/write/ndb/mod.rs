//! Writing of the Node Database layer, [MS-PST] 2.2: first the blocks, then the B-trees, last the header.

mod allocation;
mod block;
mod btree;
mod data_tree;
mod header;
mod indices;
#[cfg(test)]
mod memory_sink;
mod sections;
mod subnodes;

use std::io::{Seek, SeekFrom, Write};

pub(super) use data_tree::{DataTreeWriter, StreamError};
pub use indices::NodeChoice;
#[cfg(test)]
pub(super) use memory_sink::MemorySink;
pub(super) use subnodes::SubnodeTree;

use super::{WriteError, WriteOptions};
use crate::format::{BlockId, NodeData, NodeId};
use crate::{Encryption, FileKind, Layout};
use allocation::{MapGeometry, Section};
use btree::TreeBuilder;
use indices::NodeIndices;

/// Writes blocks and assigns the ids and numbers that are unique in a file.
pub(crate) trait BlockSink {
    /// Writes a block of at most [`Layout::block_capacity`] bytes and returns its id, which the caller needs to refer
    /// to the block. `internal` marks a block that contains ids of other blocks. After an error, the block was not
    /// written and the caller must give up the structure that needs it.
    fn write_block(&mut self, bytes: &[u8], internal: bool) -> Result<u64, WriteError>;

    /// Adds a reference to the root block of a data tree that the item being written has already. The file is damaged
    /// if the number of references in the block B-tree is wrong.
    fn add_reference(&mut self, block: BlockId);

    /// Returns the next number of the counter for row versions, and for row ids without a meaning. Outlook expects that
    /// no two rows of the folders of a file have the same version.
    fn next_row_number(&mut self) -> Result<u32, WriteError>;

    /// Returns the id of a new subnode. It is unique in the file.
    fn next_subnode(&mut self, node_type: SubnodeType) -> Result<NodeId, WriteError>;

    /// Records that a subnode has this id, which only has to be unique in its node. The header contains the highest
    /// index of each node type.
    fn use_subnode(&mut self, nid: NodeId);

    fn layout(&self) -> Layout;
}

/// The types of subnodes whose ids are unique in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubnodeType {
    /// `NID_TYPE_NORMAL_MESSAGE`: an embedded item.
    Message = 0x04,
    /// `NID_TYPE_LTP`: a value or a row matrix.
    Value = 0x1F,
}

/// `BBTENTRY`, [MS-PST] 2.2.2.7.7.3.
#[derive(Debug, Clone, Copy)]
struct BlockEntry {
    bid: u64,
    offset: u64,
    /// Size in the file in bytes, without padding and trailer.
    size: u16,
    inflated: u16,
    references: u16,
}

/// `NBTENTRY`, [MS-PST] 2.2.2.7.7.4.
#[derive(Debug, Clone, Copy)]
struct NodeEntry {
    nid: NodeId,
    node: NodeData,
    parent: NodeId,
}

/// A file that is being written. In memory are the nodes (24 bytes for each item), the blocks of the current item, one
/// allocation map, and one byte for each section.
pub(super) struct NdbWriter<W> {
    out: W,
    layout: Layout,
    encryption: Encryption,
    kind: FileKind,
    deflate: bool,
    section: Section,
    next_block: u64,
    next_page: u64,
    /// The blocks that are not in `block_tree` yet.
    blocks: Vec<BlockEntry>,
    block_tree: TreeBuilder,
    nodes: Vec<NodeEntry>,
    folders: NodeIndices,
    messages: NodeIndices,
    /// The highest index of each node type, for `rgnid`.
    highest_index: [u32; 32],
    /// The last number of the counter for rows. `dwUnique` is above it.
    row_number: u32,
    /// For each finished section, the number of free slots in its longest free run, at most 255.
    free_runs: Vec<u8>,
    /// The offset after the last byte that was ever written.
    high_water: u64,
}

/// A state that the writer can roll back to.
pub(super) struct Savepoint {
    section: Section,
    next_block: u64,
    blocks: usize,
    nodes: usize,
    highest_index: [u32; 32],
    row_number: u32,
}

/// The difference between the ids of consecutive blocks. The lower two bits are flags, [MS-PST] 2.2.2.2.
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
            block_tree: TreeBuilder::of_blocks(options.layout),
            nodes: Vec::new(),
            folders: NodeIndices::after(header::BEFORE_FIRST_FOLDER),
            messages: NodeIndices::after(header::BEFORE_FIRST_MESSAGE),
            highest_index: header::first_indices(),
            row_number: 0,
            free_runs: Vec::new(),
            high_water: 0,
        };
        let front = MapGeometry::of(options.layout).first;
        writer.out.rewind().map_err(|source| WriteError::Write { offset: 0, source })?;
        writer.write_zeros(0, front)?;
        writer.begin_section()?;
        Ok(writer)
    }

    /// Returns the id of a new folder.
    pub(super) fn folder_id(&mut self, choice: NodeChoice) -> Result<NodeId, WriteError> {
        const FOLDER: u32 = 2;
        let index = self.folders.choose(choice, FOLDER).ok_or_else(|| no_index(choice))?;
        Ok(NodeId::new((index << 5) | FOLDER))
    }

    /// Returns the id of a new item of a folder.
    pub(super) fn message_id(&mut self, choice: NodeChoice) -> Result<NodeId, WriteError> {
        const MESSAGE: u32 = 4;
        let index = self.messages.choose(choice, MESSAGE).ok_or_else(|| no_index(choice))?;
        Ok(NodeId::new((index << 5) | MESSAGE))
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
            highest_index: self.highest_index,
            row_number: self.row_number,
        }
    }

    /// Discards everything that was written since a savepoint. Its space is used again.
    pub(super) fn roll_back(&mut self, savepoint: Savepoint) -> Result<(), WriteError> {
        self.section = savepoint.section;
        self.next_block = savepoint.next_block;
        self.blocks.truncate(savepoint.blocks);
        self.nodes.truncate(savepoint.nodes);
        self.highest_index = savepoint.highest_index;
        self.row_number = savepoint.row_number;
        self.free_runs.truncate(usize::try_from(self.section.index()).unwrap_or(usize::MAX));
        self.seek_to(self.section.next)
    }

    /// Moves all blocks to the block B-tree and writes its full pages. Invalidates earlier savepoints, and no reference
    /// can be added to these blocks any more.
    pub(super) fn commit(&mut self) -> Result<(), WriteError> {
        let blocks = std::mem::take(&mut self.blocks);
        let mut tree = std::mem::replace(&mut self.block_tree, TreeBuilder::of_blocks(self.layout));
        self.push_blocks(&mut tree, &blocks)?;
        self.block_tree = tree;
        Ok(())
    }

    /// Returns the size of the file in bytes if it were finished after `further` bytes. The size can be up to two
    /// sections too large.
    pub(super) fn size_with(&self, further: u64) -> u64 {
        // Leaf pages are full, and fewer than a tenth as many inner pages are above them. Map pages are less than a
        // hundredth of the file, and each section can end with a gap.
        let room = self.layout.btree_counts() as u64;
        let id = self.layout.id_size() as u64;
        let (block, node) = (id.saturating_mul(3), id.saturating_mul(4));
        let blocks = (self.blocks.len() as u64).saturating_mul(block);
        let entries = (self.nodes.len() as u64).saturating_mul(node).saturating_add(blocks);
        let pages = entries.checked_div(room).unwrap_or(0).saturating_add(8);
        let trees = pages.saturating_mul(self.layout.page_size() as u64).saturating_mul(11).div_ceil(10);
        let more = further.saturating_add(trees);
        let geometry = MapGeometry::of(self.layout);
        let section = geometry.section_size();
        let end = self.section.next.saturating_add(more).saturating_add(more >> 4);
        let sections = end.saturating_sub(geometry.first).div_ceil(section).saturating_add(1);
        geometry.first.saturating_add(sections.saturating_mul(section)).max(self.high_water)
    }

    /// Returns the largest size of a file in this layout.
    pub(super) fn limit(&self) -> u64 {
        MapGeometry::of(self.layout).limit
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
        self.commit()?;
        let node_root = self.write_nodes()?;
        let block_tree = std::mem::replace(&mut self.block_tree, TreeBuilder::of_blocks(self.layout));
        let block_root = self.finish_tree(block_tree)?;
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
        self.write_free_maps()?;
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

fn no_index(choice: NodeChoice) -> WriteError {
    match choice {
        NodeChoice::Node(node) => WriteError::NodeInUse { node },
        NodeChoice::Next | NodeChoice::Key(_) => WriteError::Full { structure: "rgnid", limit: 1 << 26 },
    }
}

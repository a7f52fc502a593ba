//! The node database: finds nodes in the node B-tree, and blocks in the block B-tree or by a scan of the file.

use std::sync::{Arc, OnceLock};

use foundmail_defect::{Defect, Effect};

use super::block::Block;
use super::btree::BTree;
use super::storage::Storage;
use crate::cache::Cache;
use crate::flaw::{Flaw, Flaws};
use crate::format::{
    BTreeEntry, BTreePage, BlockEntry, BlockId, Header, Layout, NodeEntry, NodeId, PageRef, PageType,
};
use crate::read_at::ReadAt;
use crate::scan::{Recovery, Scan, ScannedBlock};

/// The state of both B-trees. A B-tree is intact (true) if all its pages are sound and all its keys can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TreeIntegrity {
    /// The node B-tree.
    pub nbt: bool,
    /// The block B-tree.
    pub bbt: bool,
}

/// The nodes and blocks of a file. Pages and blocks are read on demand, and the most recently used ones are
/// cached.
pub(crate) struct Ndb {
    storage: Storage,
    node_btree: BTree,
    block_btree: BTree,
    blocks: Cache<Block>,
    recovery: Recovery,
    integrity: OnceLock<TreeIntegrity>,
    scan: OnceLock<Scan>,
}

impl Ndb {
    pub(crate) fn new(source: Arc<dyn ReadAt>, file_size: u64, header: &Header, recovery: Recovery) -> Self {
        Self {
            storage: Storage::new(source, file_size, header),
            node_btree: BTree::new(header.node_btree, PageType::Nbt),
            block_btree: BTree::new(header.block_btree, PageType::Bbt),
            blocks: Cache::new(header.layout.cached_blocks()),
            recovery,
            integrity: OnceLock::new(),
            scan: OnceLock::new(),
        }
    }

    pub(crate) fn recovery(&self) -> Recovery {
        self.recovery
    }

    pub(crate) fn layout(&self) -> Layout {
        self.storage.layout
    }

    /// Returns the defects found so far that concern the file as a whole.
    pub(crate) fn defects(&self) -> Vec<Defect> {
        self.storage.defects()
    }

    /// Returns an upper limit for the total number of bytes in all blocks of the file.
    pub(crate) fn max_bytes(&self) -> u64 {
        match self.layout() {
            Layout::Ansi | Layout::Unicode => self.storage.file_size,
            // A block of 64 KiB can be deflated to 512 bytes.
            Layout::Unicode4k => self.storage.file_size.saturating_mul(128),
        }
    }

    /// Returns an upper limit for the number of blocks in the file.
    pub(crate) fn max_blocks(&self) -> usize {
        let blocks = self.storage.file_size.checked_div(self.layout().block_alignment() as u64).unwrap_or(0);
        usize::try_from(blocks).unwrap_or(usize::MAX)
    }

    /// Returns the node with an id, if the node B-tree leads to it.
    pub(crate) fn find_node(&self, nid: NodeId) -> Result<Option<NodeEntry>, Flaw> {
        let entry = self.node_btree.find(&self.storage, nid.value().into())?;
        Ok(entry.and_then(|entry| NodeEntry::parse(&entry, self.layout())))
    }

    /// Returns the node with an id, if the node B-tree leads to it. Damage to the B-tree is not reported.
    pub(crate) fn listed_node(&self, nid: NodeId) -> Option<NodeEntry> {
        self.find_node(nid).ok().flatten()
    }

    /// Returns true if the node B-tree leads to a node.
    pub(crate) fn lists_node(&self, nid: NodeId) -> bool {
        matches!(self.node_btree.find(&self.storage, nid.value().into()), Ok(Some(_)))
    }

    /// Visits every node of the node B-tree in order. Records pages that can't be read as defects of the file.
    pub(crate) fn for_each_node(&self, visit: &mut dyn FnMut(NodeEntry)) {
        let mut flaws = Flaws::default();
        self.node_btree.for_each(&self.storage, &mut flaws, &mut |entry| {
            if let Some(node) = NodeEntry::parse(entry, self.layout()).filter(|node| node.nid != NodeId::NONE)
            {
                visit(node);
            }
        });
        let note = |flaw| self.storage.note_directory_flaw(flaw, Effect::FolderIncomplete);
        flaws.into_iter().for_each(note);
    }

    /// Visits the leaf pages of the node B-tree. Passes the offset and the nodes of each page to `visit`.
    pub(crate) fn for_each_node_page(&self, visit: &mut dyn FnMut(u64, &[NodeEntry])) {
        self.node_btree.leaves(&self.storage, &mut Flaws::default(), &mut |at, page| {
            visit(at.offset.value(), &self.nodes_of(page));
        });
    }

    /// Returns the nodes of a leaf page. The page may belong to the current node B-tree or to an older one.
    pub(crate) fn nodes_of_page(&self, at: PageRef) -> Vec<NodeEntry> {
        self.storage.page(at, PageType::Nbt).map(|page| self.nodes_of(&page)).unwrap_or_default()
    }

    fn nodes_of(&self, page: &BTreePage) -> Vec<NodeEntry> {
        let layout = self.layout();
        let entries = page.entries().filter_map(|entry| NodeEntry::parse(&BTreeEntry::new(entry), layout));
        entries.filter(|entry| entry.nid != NodeId::NONE).collect()
    }

    /// Returns the data of a block. If the block is damaged but usable, adds its flaw to `flaws`.
    pub(crate) fn block(&self, bid: BlockId, flaws: &mut Flaws) -> Result<Arc<Block>, Flaw> {
        let block = self.blocks.get_or(bid.value(), || self.read_block(bid))?;
        if let Some(flaw) = &block.flaw {
            flaws.push(flaw.clone());
        }
        Ok(block)
    }

    /// Returns the size of a data block in bytes, as its entry in the block B-tree declares it.
    pub(crate) fn block_size(&self, bid: BlockId) -> Result<usize, Flaw> {
        self.block_entry(bid).map(|entry| entry.inflated_size)
    }

    /// Returns true if the block B-tree leads to a block, or if the id is [`BlockId::NONE`].
    pub(crate) fn lists_block(&self, bid: BlockId) -> bool {
        bid.is_none() || matches!(self.block_btree.find(&self.storage, bid.value()), Ok(Some(_)))
    }

    /// Returns true if the block B-tree leads to a block, if a scan finds the block, or if the id is
    /// [`BlockId::NONE`].
    pub(crate) fn has_block(&self, bid: BlockId) -> bool {
        self.lists_block(bid) || self.scanned_block(bid).is_some()
    }

    /// Returns the offset and size of a block. Looks for the block in the block B-tree first, then in a scan of
    /// the file.
    fn block_entry(&self, bid: BlockId) -> Result<BlockEntry, Flaw> {
        let missing = || Flaw::new("BBT", format!("there is no block {:#x}", bid.value()));
        let entry = self.block_btree.find(&self.storage, bid.value()).and_then(|entry| {
            entry.and_then(|entry| BlockEntry::parse(&entry, self.layout())).ok_or_else(missing)
        });
        entry.or_else(|flaw| self.scanned_block(bid).map(scanned_entry).ok_or(flaw))
    }

    fn scanned_block(&self, bid: BlockId) -> Option<&ScannedBlock> {
        self.scan()?.block(bid.value())
    }

    /// Reads a block at the offset in its entry. If that fails or the block is damaged, reads the block at the
    /// offset at which a scan finds it.
    fn read_block(&self, bid: BlockId) -> Result<Block, Flaw> {
        let entry = self.block_entry(bid)?;
        let read = Block::read(&self.storage, bid, &entry);
        if read.as_ref().is_ok_and(|block| block.flaw.is_none()) {
            return read;
        }
        // A PST file that is attached to an item of this file has its own blocks, which may have the same ids.
        let fits = |block: &&ScannedBlock| block.in_place || block.size() == entry.size;
        let differs = |block: &&ScannedBlock| (block.offset, block.size()) != (entry.offset, entry.size);
        let scanned = self.scanned_block(bid).filter(|block| block.sound).filter(differs);
        let Some(scanned) = scanned.filter(fits) else { return read };
        let Ok(block) = Block::read(&self.storage, bid, &scanned_entry(scanned)) else { return read };
        let what = format!(
            "block {:#x} is damaged at its listed offset; the copy at byte {} was read instead",
            bid.value(),
            scanned.offset
        );
        self.storage.note_flaw(Flaw::new("BBT", what).at(entry.offset), Effect::Nothing);
        Ok(block)
    }

    /// Returns true if both B-trees are intact and every block that they list ends inside the file.
    pub(crate) fn is_inside_file(&self) -> bool {
        let integrity = self.tree_integrity();
        let mut inside = integrity.nbt && integrity.bbt;
        let layout = self.layout();
        self.block_btree.for_each(&self.storage, &mut Flaws::default(), &mut |entry| {
            if let Some(block) = BlockEntry::parse(entry, layout) {
                let end = block.offset.saturating_add(block.size as u64);
                inside &= end.saturating_add(layout.block_trailer() as u64) <= self.storage.file_size;
            }
        });
        inside
    }

    /// Returns the state of both B-trees. The first call reads every page of both.
    pub(crate) fn tree_integrity(&self) -> TreeIntegrity {
        *self.integrity.get_or_init(|| TreeIntegrity {
            nbt: self.is_intact(&self.node_btree, Effect::FolderIncomplete),
            bbt: self.is_intact(&self.block_btree, Effect::Nothing),
        })
    }

    fn is_intact(&self, tree: &BTree, effect: Effect) -> bool {
        let mut flaws = Flaws::default();
        let intact = tree.is_intact(&self.storage, &mut flaws);
        if !intact && flaws.is_empty() {
            flaws.push(Flaw::new(
                "B-tree",
                "some pages of the B-tree are damaged, or a look-up does not find all keys",
            ));
        }
        flaws.into_iter().for_each(|flaw| self.storage.note_directory_flaw(flaw, effect));
        intact
    }

    /// Returns the scan of the file, or `None` if recovery is disabled. The first call reads the whole file.
    pub(crate) fn scan(&self) -> Option<&Scan> {
        let Storage { source, file_size, layout, encryption, .. } = &self.storage;
        let run = || Scan::run(&**source, *file_size, *layout, *encryption, usize::MAX);
        (self.recovery != Recovery::Never).then(|| self.scan.get_or_init(run))
    }

    /// Returns true if the file has been scanned. Any missing block or node causes a scan, so an undamaged file is
    /// not scanned by default.
    pub(crate) fn is_scanned(&self) -> bool {
        self.scan.get().is_some()
    }

    /// Sets the scan that was made to rebuild the header.
    pub(crate) fn set_scan(&self, scan: Scan) {
        let _ = self.scan.set(scan);
    }
}

fn scanned_entry(block: &ScannedBlock) -> BlockEntry {
    BlockEntry { offset: block.offset, size: block.size(), inflated_size: block.inflated_size() }
}

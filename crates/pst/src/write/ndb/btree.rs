//! Writing of the node B-tree and the block B-tree, [MS-PST] 2.2.2.7.7.
//!
//! A tree is built from entries in the order of their keys. Full pages are written at once, so that only one page of
//! each level is in memory.

use std::io::{Seek, Write};

use super::{BlockEntry, NdbWriter, NodeEntry};
use crate::Layout;
use crate::format::signature;
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u8, saturating_u16};

/// `BREF`: the id and offset of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageRef {
    pub bid: u64,
    pub offset: u64,
}

/// A tree that is being built: for each level, the entries of the page that is not full yet.
#[derive(Debug)]
pub(super) struct TreeBuilder {
    page_type: u8,
    /// Size of an entry of a leaf page in bytes.
    leaf_size: usize,
    levels: Vec<OpenPage>,
}

/// The entries of a page, and the key of the first one.
#[derive(Debug, Default)]
struct OpenPage {
    bytes: Vec<u8>,
    count: usize,
    first: u64,
    last_child: Option<PageRef>,
}

const BLOCK_TREE: u8 = 0x80;
const NODE_TREE: u8 = 0x81;

impl TreeBuilder {
    pub(super) fn of_blocks(layout: Layout) -> Self {
        let leaf_size = if layout == Layout::Ansi { 12 } else { 24 };
        Self { page_type: BLOCK_TREE, leaf_size, levels: Vec::new() }
    }

    fn of_nodes(layout: Layout) -> Self {
        let leaf_size = if layout == Layout::Ansi { 16 } else { 32 };
        Self { page_type: NODE_TREE, leaf_size, levels: Vec::new() }
    }
}

impl<W: Write + Seek> NdbWriter<W> {
    /// Writes the node B-tree and returns its root.
    pub(super) fn write_nodes(&mut self) -> Result<PageRef, WriteError> {
        let nodes = std::mem::take(&mut self.nodes);
        let layout = self.layout;
        let mut tree = TreeBuilder::of_nodes(layout);
        let size = tree.leaf_size;
        for NodeEntry { nid, node, parent } in nodes {
            let key = u64::from(nid.value());
            self.push_entry(&mut tree, 0, key, None, &mut |bytes| {
                let end = bytes.len().saturating_add(size);
                bytes.put_id(layout, key);
                bytes.put_id(layout, node.data.value());
                bytes.put_id(layout, node.subnodes.value());
                bytes.put_u32(parent.value());
                bytes.pad_to(end);
            })?;
        }
        self.finish_tree(tree)
    }

    /// Adds blocks to the block B-tree, in the order of their ids.
    pub(super) fn push_blocks(
        &mut self,
        tree: &mut TreeBuilder,
        blocks: &[BlockEntry],
    ) -> Result<(), WriteError> {
        let (layout, size) = (self.layout, tree.leaf_size);
        for block in blocks {
            self.push_entry(tree, 0, block.bid, None, &mut |bytes| {
                let end = bytes.len().saturating_add(size);
                bytes.put_id(layout, block.bid);
                bytes.put_id(layout, block.offset);
                bytes.put_u16(block.size);
                if layout == Layout::Unicode4k {
                    bytes.put_u16(block.inflated);
                }
                // The count of a block without references is 1, [MS-PST] 2.2.2.7.7.3.1.
                bytes.put_u16(block.references.saturating_add(1));
                bytes.pad_to(end);
            })?;
        }
        Ok(())
    }

    /// Adds an entry to the open page of a level. `child` is the page that the entry of an inner page names.
    fn push_entry(
        &mut self,
        tree: &mut TreeBuilder,
        level: usize,
        key: u64,
        child: Option<PageRef>,
        put: &mut dyn FnMut(&mut Vec<u8>),
    ) -> Result<(), WriteError> {
        if tree.levels.len() <= level {
            tree.levels.push(OpenPage::default());
        }
        let room = self.layout.btree_counts().checked_div(self.entry_size(tree, level)).unwrap_or(2).max(2);
        if tree.levels.get(level).is_some_and(|page| page.count >= room) {
            self.finish_page(tree, level)?;
        }
        if let Some(page) = tree.levels.get_mut(level) {
            if page.count == 0 {
                page.first = key;
            }
            page.count = page.count.saturating_add(1);
            page.last_child = child;
            put(&mut page.bytes);
        }
        Ok(())
    }

    /// Writes the open page of a level and adds it to the level above.
    fn finish_page(&mut self, tree: &mut TreeBuilder, level: usize) -> Result<(), WriteError> {
        let size = self.entry_size(tree, level);
        let page = tree.levels.get_mut(level).map(std::mem::take).unwrap_or_default();
        let first = page.first;
        let written = self.write_btree_page(tree.page_type, saturating_u8(level), size, page)?;
        let layout = self.layout;
        self.push_entry(tree, level.saturating_add(1), first, Some(written), &mut |bytes| {
            bytes.put_id(layout, first);
            bytes.put_id(layout, written.bid);
            bytes.put_id(layout, written.offset);
        })
    }

    /// Writes the open pages of all levels and returns the root.
    pub(super) fn finish_tree(&mut self, mut tree: TreeBuilder) -> Result<PageRef, WriteError> {
        let mut level = 0_usize;
        loop {
            let is_top = level.saturating_add(1) >= tree.levels.len();
            match tree.levels.get(level) {
                // An inner page with only one child is not needed: the child is the root.
                Some(OpenPage { count: 1, last_child: Some(root), .. }) if is_top => return Ok(*root),
                Some(_) => self.finish_page(&mut tree, level)?,
                None => return Ok(PageRef { bid: 0, offset: 0 }),
            }
            level = level.saturating_add(1);
        }
    }

    fn entry_size(&self, tree: &TreeBuilder, level: usize) -> usize {
        if level == 0 { tree.leaf_size } else { self.layout.id_size().saturating_mul(3) }
    }

    /// Writes a `BTPAGE`, [MS-PST] 2.2.2.7.7.1.
    fn write_btree_page(
        &mut self,
        page_type: u8,
        level: u8,
        size: usize,
        page: OpenPage,
    ) -> Result<PageRef, WriteError> {
        let page_size = self.layout.page_size() as u64;
        let offset = self.allocate(page_size, page_size)?;
        let bid = self.next_page_id();
        let counts = self.layout.btree_counts();
        let room = counts.checked_div(size).unwrap_or(0);
        let mut bytes = page.bytes;
        bytes.pad_to(counts);
        if self.layout == Layout::Unicode4k {
            bytes.put_u16(saturating_u16(page.count));
            bytes.put_u16(saturating_u16(room));
        } else {
            bytes.put_u8(saturating_u8(page.count));
            bytes.put_u8(saturating_u8(room));
        }
        bytes.put_u8(saturating_u8(size));
        bytes.put_u8(level);
        self.page_trailer(&mut bytes, page_type, signature(offset, bid), bid);
        self.write_bytes(offset, &bytes)?;
        Ok(PageRef { bid, offset })
    }
}

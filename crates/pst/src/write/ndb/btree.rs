//! Writing of the node B-tree and the block B-tree, [MS-PST] 2.2.2.7.7.

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

const BLOCK_TREE: u8 = 0x80;
const NODE_TREE: u8 = 0x81;
/// `cRef` of a block with one reference. The count of a block without references is 1, [MS-PST] 2.2.2.7.7.3.1.
const ONE_REFERENCE: u16 = 2;

/// A page and its first key.
type Child = (u64, PageRef);

impl<W: Write + Seek> NdbWriter<W> {
    pub(super) fn write_nodes(&mut self) -> Result<PageRef, WriteError> {
        let nodes = std::mem::take(&mut self.nodes);
        let size = if self.layout == Layout::Ansi { 16 } else { 32 };
        self.write_tree(NODE_TREE, size, &nodes, &|layout, node: &NodeEntry, bytes| {
            bytes.put_id(layout, node.nid.value().into());
            bytes.put_id(layout, node.node.data.value());
            bytes.put_id(layout, node.node.subnodes.value());
            bytes.put_u32(node.parent.value());
            node.nid.value().into()
        })
    }

    pub(super) fn write_blocks(&mut self) -> Result<PageRef, WriteError> {
        let blocks = std::mem::take(&mut self.blocks);
        let size = if self.layout == Layout::Ansi { 12 } else { 24 };
        self.write_tree(BLOCK_TREE, size, &blocks, &|layout, block: &BlockEntry, bytes| {
            bytes.put_id(layout, block.bid);
            bytes.put_id(layout, block.offset);
            bytes.put_u16(block.size);
            if layout == Layout::Unicode4k {
                bytes.put_u16(block.inflated);
            }
            bytes.put_u16(ONE_REFERENCE);
            block.bid
        })
    }

    /// Writes the leaf pages, then the levels above them, and returns the root. `put` appends an entry and returns its
    /// key. Entries are padded to `size`.
    fn write_tree<E>(
        &mut self,
        page_type: u8,
        size: usize,
        entries: &[E],
        put: &dyn Fn(Layout, &E, &mut Vec<u8>) -> u64,
    ) -> Result<PageRef, WriteError> {
        let layout = self.layout;
        let mut children: Vec<Child> = Vec::new();
        let room = layout.btree_counts().checked_div(size).unwrap_or(1).max(1);
        let mut chunks = entries.chunks(room);
        let mut chunk = chunks.next().unwrap_or_default();
        loop {
            let mut bytes = Vec::with_capacity(layout.page_size());
            let mut first = None;
            for entry in chunk {
                let end = bytes.len().saturating_add(size);
                let key = put(layout, entry, &mut bytes);
                first.get_or_insert(key);
                bytes.pad_to(end);
            }
            let page = self.write_btree_page(page_type, 0, size, chunk.len(), bytes)?;
            children.push((first.unwrap_or(0), page));
            match chunks.next() {
                Some(next) => chunk = next,
                None => break,
            }
        }
        self.write_levels(page_type, children)
    }

    fn write_levels(&mut self, page_type: u8, mut children: Vec<Child>) -> Result<PageRef, WriteError> {
        let layout = self.layout;
        let size = layout.id_size().saturating_mul(3);
        let room = layout.btree_counts().checked_div(size).unwrap_or(2).max(2);
        let mut level = 0_u8;
        while children.len() > 1 {
            level = level.saturating_add(1);
            let mut above = Vec::new();
            for chunk in children.chunks(room) {
                let mut bytes = Vec::with_capacity(layout.page_size());
                for (key, page) in chunk {
                    bytes.put_id(layout, *key);
                    bytes.put_id(layout, page.bid);
                    bytes.put_id(layout, page.offset);
                }
                let page = self.write_btree_page(page_type, level, size, chunk.len(), bytes)?;
                above.push((chunk.first().map_or(0, |(key, _)| *key), page));
            }
            children = above;
        }
        Ok(children.first().map_or(PageRef { bid: 0, offset: 0 }, |(_, page)| *page))
    }

    /// Writes a `BTPAGE`, [MS-PST] 2.2.2.7.7.1.
    fn write_btree_page(
        &mut self,
        page_type: u8,
        level: u8,
        size: usize,
        count: usize,
        mut bytes: Vec<u8>,
    ) -> Result<PageRef, WriteError> {
        let page_size = self.layout.page_size() as u64;
        let offset = self.allocate(page_size, page_size)?;
        let bid = self.next_page_id();
        let counts = self.layout.btree_counts();
        let room = counts.checked_div(size).unwrap_or(0);
        bytes.pad_to(counts);
        if self.layout == Layout::Unicode4k {
            bytes.put_u16(saturating_u16(count));
            bytes.put_u16(saturating_u16(room));
        } else {
            bytes.put_u8(saturating_u8(count));
            bytes.put_u8(saturating_u8(room));
        }
        bytes.put_u8(saturating_u8(size));
        bytes.put_u8(level);
        self.page_trailer(&mut bytes, page_type, signature(offset, bid), bid);
        self.write_bytes(offset, &bytes)?;
        Ok(PageRef { bid, offset })
    }
}

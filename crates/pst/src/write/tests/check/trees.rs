//! Checks the pages of the B-trees.

use super::{Raw, RawBlock, RawNode};
use crate::Layout;
use crate::bytes::{u16_at, u32_at};

impl Raw<'_> {
    pub(super) fn read_trees(&mut self) {
        let [.., node_bid, node_root, block_bid, block_root] = self.root;
        self.read_page(block_root, block_bid, 0x80, None, 0);
        self.read_page(node_root, node_bid, 0x81, None, 0);
    }

    /// Reads a page and all pages below it. `first` is its key in the page above.
    fn read_page(&mut self, offset: u64, bid: u64, page_type: u8, level_above: Option<u8>, first: u64) {
        self.check_page(offset, page_type, bid, true);
        let known = self.pages.values().any(|&page| page == bid);
        assert!(!known && self.pages.insert(offset, bid).is_none(), "page {bid:#x} at {offset:#x} twice");
        let at = offset as usize;
        let counts = at + self.layout.btree_counts();
        let (count, most, size, level) = if self.layout == Layout::Unicode4k {
            let wide = |at| usize::from(u16_at(self.bytes, at).unwrap());
            (wide(counts), wide(counts + 2), self.bytes[counts + 4], self.bytes[counts + 5])
        } else {
            let narrow = |at: usize| usize::from(self.bytes[at]);
            (narrow(counts), narrow(counts + 1), self.bytes[counts + 2], self.bytes[counts + 3])
        };
        let size = usize::from(size);
        assert_eq!(most, self.layout.btree_counts() / size, "cEntMax at {offset:#x}");
        assert!(0 < count && count <= most, "cEnt at {offset:#x}");
        assert!(level_above.is_none_or(|above| above == level + 1), "cLevel at {offset:#x}");
        let mut last = None;
        for index in 0..count {
            let entry = at + index * size;
            let key = self.place(entry);
            assert!(last.is_none_or(|last| last < key), "keys at {offset:#x}");
            assert!(last.is_some() || level_above.is_none() || key == first, "first key at {offset:#x}");
            last = Some(key);
            let field = |slot: usize| self.place(entry + slot * self.layout.id_size());
            if level > 0 {
                self.read_page(field(2), field(1), page_type, Some(level), key);
            } else if page_type == 0x80 {
                self.blocks.insert(key, self.block_at(entry));
            } else {
                let parent = u32_at(self.bytes, entry + 3 * self.layout.id_size()).unwrap();
                let node = RawNode { data: field(1), subnodes: field(2), parent };
                self.nodes.insert(key as u32, node);
            }
        }
    }

    fn block_at(&self, entry: usize) -> RawBlock {
        let places = 2 * self.layout.id_size();
        let count = |slot: usize| u16_at(self.bytes, entry + places + 2 * slot).unwrap();
        let deflates = usize::from(self.layout == Layout::Unicode4k);
        RawBlock {
            offset: self.place(entry + self.layout.id_size()),
            size: count(0).into(),
            inflated: count(deflates).into(),
            references: count(1 + deflates),
        }
    }
}

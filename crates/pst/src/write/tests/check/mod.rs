//! Checks a file strictly by the standard: every page, block, map and row. Does not use the lenient reader.

mod heaps;
mod maps;
mod references;
mod rows;
mod trees;

use std::collections::BTreeMap;

use crate::bytes::{u16_at, u32_at, u64_at};
use crate::format::{crc, signature};
use crate::{Encryption, Layout};

/// Fails at the first violation of the standard.
pub fn check_file(bytes: &[u8], layout: Layout, encryption: Encryption) {
    let file = Raw::read(bytes, layout, encryption);
    file.check_blocks();
    references::check(&file);
    maps::check(&file);
    heaps::check(bytes);
    rows::check(bytes);
}

/// The header fields of a file, and the entries of its B-trees.
struct Raw<'a> {
    bytes: &'a [u8],
    layout: Layout,
    /// The fields of `ROOT`: ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, BREFNBT, BREFBBT.
    root: [u64; 8],
    /// The ids of B-tree pages by offset.
    pages: BTreeMap<u64, u64>,
    blocks: BTreeMap<u64, RawBlock>,
    nodes: BTreeMap<u32, RawNode>,
}

struct RawBlock {
    offset: u64,
    size: usize,
    inflated: usize,
    references: u16,
}

struct RawNode {
    data: u64,
    subnodes: u64,
    parent: u32,
}

impl<'a> Raw<'a> {
    fn read(bytes: &'a [u8], layout: Layout, encryption: Encryption) -> Self {
        let ansi = layout == Layout::Ansi;
        assert_eq!(&bytes[..4], b"!BDN");
        assert_eq!(u32_at(bytes, 4), Some(crc(&bytes[8..479])), "dwCRCPartial");
        assert!(ansi || u32_at(bytes, 524) == Some(crc(&bytes[8..524])), "dwCRCFull");
        let (root, valid, sentinel) = if ansi { (168, 200, 460) } else { (184, 248, 512) };
        assert_eq!(bytes[valid], 2, "fAMapValid");
        assert_eq!(
            (bytes[sentinel], bytes[sentinel + 1]),
            (0x80, encryption as u8),
            "bSentinel, bCryptMethod"
        );
        let mut file = Self {
            bytes,
            layout,
            root: [0; 8],
            pages: BTreeMap::new(),
            blocks: BTreeMap::new(),
            nodes: BTreeMap::new(),
        };
        file.root = std::array::from_fn(|slot| file.place(root + slot * layout.id_size()));
        assert_eq!(file.root[0], bytes.len() as u64, "ibFileEof");
        file.read_trees();
        file.check_counters();
        file
    }

    /// Reads a `BID` or `IB`.
    fn place(&self, at: usize) -> u64 {
        match self.layout {
            Layout::Ansi => u32_at(self.bytes, at).unwrap().into(),
            _ => u64_at(self.bytes, at).unwrap(),
        }
    }

    /// Checks that the next ids and indices are higher than the used ones.
    fn check_counters(&self) {
        let (blocks, pages, indices) = if self.layout == Layout::Ansi { (24, 28, 36) } else { (516, 32, 44) };
        assert!(self.place(blocks) > *self.blocks.keys().max().unwrap(), "bidNextB");
        assert!(self.place(pages) > *self.pages.values().max().unwrap(), "bidNextP");
        for &nid in self.nodes.keys().filter(|&&nid| matches!(nid & 0x1F, 2 | 4 | 0x0D..=0x0F)) {
            let last = u32_at(self.bytes, indices + (nid & 0x1F) as usize * 4).unwrap();
            assert!(nid >> 5 <= last, "rgnid of {nid:#x}");
        }
    }

    /// Checks the trailer of a page. `bid` is its expected id, which is part of the signature if it is `signed`.
    fn check_page(&self, offset: u64, page_type: u8, bid: u64, signed: bool) {
        let at = offset as usize;
        let page = &self.bytes[at..at + self.layout.page_size()];
        let (body, trailer) = page.split_at(self.layout.page_trailer());
        assert_eq!(trailer[..2], [page_type; 2], "ptype at {offset:#x}");
        let expected = if signed { signature(offset, bid) } else { 0 };
        assert_eq!(u16_at(trailer, 2), Some(expected), "wSig at {offset:#x}");
        let (sum, id) = match self.layout {
            Layout::Ansi => (u32_at(trailer, 8), u32_at(trailer, 4).map(u64::from)),
            _ => (u32_at(trailer, 4), u64_at(trailer, 8)),
        };
        assert_eq!((sum, id), (Some(crc(body)), Some(bid)), "dwCRC, bid at {offset:#x}");
    }

    fn whole_size(&self, block: &RawBlock) -> usize {
        (block.size + self.layout.block_trailer()).next_multiple_of(self.layout.block_alignment())
    }

    fn check_blocks(&self) {
        for (&bid, block) in &self.blocks {
            assert_eq!(block.offset % self.layout.block_alignment() as u64, 0, "{bid:#x}");
            assert!(
                block.inflated <= self.layout.block_capacity() && block.size <= block.inflated,
                "{bid:#x}"
            );
            assert!(block.size > 0, "{bid:#x}");
            let at = block.offset as usize;
            let whole = &self.bytes[at..at + self.whole_size(block)];
            let trailer = &whole[whole.len() - self.layout.block_trailer()..];
            assert_eq!(u16_at(trailer, 0), Some(block.size as u16), "cb of {bid:#x}");
            assert_eq!(u16_at(trailer, 2), Some(signature(block.offset, bid)), "wSig of {bid:#x}");
            let (sum, id) = match self.layout {
                Layout::Ansi => (u32_at(trailer, 8), u32_at(trailer, 4).map(u64::from)),
                _ => (u32_at(trailer, 4), u64_at(trailer, 8)),
            };
            assert_eq!((sum, id), (Some(crc(&whole[..block.size])), Some(bid)), "dwCRC, bid of {bid:#x}");
            if self.layout == Layout::Unicode4k {
                assert_eq!(u16_at(trailer, 18), Some(block.inflated as u16), "inflated size of {bid:#x}");
            }
        }
    }
}

/// The checker must find a single wrong bit.
#[test]
fn one_wrong_bit_is_found() {
    use super::items::full;
    use super::{options, write};
    use crate::write::FolderId;

    let options = options(Layout::Unicode);
    let sound = write(&options, |writer| {
        writer.add_item(FolderId::TOP, &full()).unwrap();
    });
    let file = Raw::read(&sound, Layout::Unicode, options.encryption);
    let first = |blocks: &mut dyn Iterator<Item = &RawBlock>| blocks.next().unwrap().offset as usize;
    let data = first(&mut file.blocks.values());
    let internal = first(&mut file.blocks.iter().filter(|(bid, _)| *bid & 2 != 0).map(|(_, block)| block));
    let (node_root, block_root) = (file.root[5] as usize, file.root[7] as usize);
    for (name, at) in [
        ("header", 0x10),
        ("ibAMapLast", 192),
        ("density list", 0x4200),
        ("allocation map", 0x4400 + 400),
        ("page map", 0x4600),
        ("NBT", node_root + 2),
        ("BBT", block_root + 2),
        ("trailer of a page", node_root + 498),
        ("data block", data + 5),
        ("SLBLOCK", internal + 3),
    ] {
        let mut damaged = sound.clone();
        damaged[at] ^= 4;
        let result = std::panic::catch_unwind(|| check_file(&damaged, Layout::Unicode, options.encryption));
        assert!(result.is_err(), "{name}");
    }
}

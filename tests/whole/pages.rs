//! Finds the pages and blocks of a PST with the Unicode layout ([MS-PST] 2.2.2.7 and 2.2.2.8), so that tests can
//! damage them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

const PAGE: usize = 512;
/// Values of `ptype`: the block B-tree, the node B-tree, and the last allocation map.
const BLOCK_TREE: u8 = 0x80;
const NODE_TREE: u8 = 0x81;
const LAST: u8 = 0x86;
/// `NID_TYPE_CONTENTS_TABLE`
const CONTENTS_TABLE: u64 = 0x0E;
/// `NID_TYPE_NORMAL_FOLDER`
const FOLDER: u64 = 0x02;

/// A page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub offset: usize,
    kind: u8,
    level: u8,
}

impl Page {
    /// Returns true for a page of one of the two B-trees.
    pub fn is_of_tree(&self) -> bool {
        matches!(self.kind, BLOCK_TREE | NODE_TREE)
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    bytes[at..at + length].iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// Returns all pages in the order of the file. A page is recognised by `ptype`, which its trailer contains twice.
fn all(bytes: &[u8]) -> impl Iterator<Item = Page> {
    (0..bytes.len() / PAGE).filter_map(move |index| {
        let page = &bytes[index * PAGE..(index + 1) * PAGE];
        let kind = page[496];
        let is_page = (BLOCK_TREE..=LAST).contains(&kind) && page[497] == kind;
        let level = if matches!(kind, BLOCK_TREE | NODE_TREE) { page[491] } else { 0 };
        is_page.then_some(Page { offset: index * PAGE, kind, level })
    })
}

/// Returns one page of each kind and level.
pub fn pages(bytes: &[u8]) -> Vec<Page> {
    let pages: BTreeMap<(u8, u8), Page> = all(bytes).map(|page| ((page.kind, page.level), page)).collect();
    pages.into_values().collect()
}

fn entries(bytes: &[u8], kind: u8, size: usize) -> impl Iterator<Item = usize> {
    let leaves = all(bytes).filter(move |page| page.kind == kind && page.level == 0);
    leaves.flat_map(move |page| {
        let count = usize::from(bytes[page.offset + 488]);
        (0..count).map(move |index| page.offset + index * size)
    })
}

/// Returns the byte ranges of the first blocks of the contents tables of all folders.
pub fn contents_tables(bytes: &[u8]) -> Vec<Range<usize>> {
    let blocks: HashMap<u64, Range<usize>> = entries(bytes, BLOCK_TREE, 24)
        .map(|at| {
            let offset = usize::try_from(number(bytes, at + 8, 8)).unwrap();
            let length = usize::try_from(number(bytes, at + 16, 2)).unwrap();
            (number(bytes, at, 8) & !1, offset..offset + length)
        })
        .collect();
    let nodes: HashSet<u64> = entries(bytes, NODE_TREE, 32).map(|at| number(bytes, at, 4)).collect();
    // Templates of tables are nodes of the same type, but have no folder.
    let is_of_folder = |node: u64| node & 0x1F == CONTENTS_TABLE && nodes.contains(&(node & !0x1F | FOLDER));
    entries(bytes, NODE_TREE, 32)
        .filter(|&at| is_of_folder(number(bytes, at, 4)))
        .filter_map(|at| blocks.get(&(number(bytes, at + 8, 8) & !1)).cloned())
        .collect()
}

//! Checks that the reference count of every block is correct, and that the sizes of every data tree add up.

use std::collections::BTreeMap;

use super::Raw;
use crate::Layout;
use crate::bytes::{u16_at, u32_at};

pub(super) fn check(file: &Raw<'_>) {
    let mut counted = BTreeMap::new();
    for node in file.nodes.values() {
        follow(file, node.data, &mut counted);
        follow(file, node.subnodes, &mut counted);
        assert!(node.parent == 0 || file.nodes.contains_key(&node.parent), "parent {:#x}", node.parent);
    }
    for (bid, block) in &file.blocks {
        let found = counted.get(bid).copied().unwrap_or(0);
        assert_eq!(block.references, found + 1, "cRef of {bid:#x}");
        assert_ne!(found, 0, "block {bid:#x} belongs to nothing");
    }
    assert_eq!(counted.len(), file.blocks.len(), "blocks that are not in the BBT");
}

/// Counts a reference to a block, and the references in the block. Returns the number of data bytes below it.
fn follow(file: &Raw<'_>, bid: u64, counted: &mut BTreeMap<u64, u16>) -> u64 {
    if bid == 0 {
        return 0;
    }
    let references = counted.entry(bid).or_default();
    *references += 1;
    // The references in a shared block count once.
    let mut elsewhere = BTreeMap::new();
    let counted = if *references > 1 { &mut elsewhere } else { counted };
    let block = file.blocks.get(&bid).unwrap_or_else(|| panic!("there is no block {bid:#x}"));
    if bid & 2 == 0 {
        return block.inflated as u64;
    }
    let at = block.offset as usize;
    let bytes = &file.bytes[at..at + block.size];
    let (kind, level, count) = (bytes[0], bytes[1], usize::from(u16_at(bytes, 2).unwrap()));
    let field = file.layout.id_size();
    let place = |offset: usize| file.place(at + offset);
    match (kind, level) {
        (1, 1 | 2) => {
            assert_eq!(bytes.len(), 8 + count * field, "size of {bid:#x}");
            let below: Vec<u64> = (0..count).map(|index| place(8 + index * field)).collect();
            let capacity = file.layout.block_capacity() as u64;
            let total: u64 = below.iter().map(|&bid| follow(file, bid, counted)).sum();
            assert_eq!(u32_at(bytes, 4).map(u64::from), Some(total), "lcbTotal of {bid:#x}");
            for leaf in below.iter().rev().skip(1).filter(|leaf| *leaf & 2 == 0) {
                assert_eq!(file.blocks[leaf].inflated as u64, capacity, "block {leaf:#x} is not full");
            }
            total
        }
        (2, 0 | 1) => {
            let head = if file.layout == Layout::Ansi { 4 } else { 8 };
            let fields = if level == 0 { 3 } else { 2 };
            assert_eq!(bytes.len(), head + count * fields * field, "size of {bid:#x}");
            let nids: Vec<u64> = (0..count).map(|index| place(head + index * fields * field)).collect();
            assert!(nids.is_sorted_by(|one, other| one < other), "order of {bid:#x}");
            let indices = if file.layout == Layout::Ansi { 36 } else { 44 };
            for nid in &nids {
                let highest = u32_at(file.bytes, indices + (nid & 0x1F) as usize * 4).unwrap();
                assert!(nid >> 5 <= highest.into(), "rgnid of subnode {nid:#x}");
            }
            for index in 0..count {
                for slot in 1..fields {
                    follow(file, place(head + (index * fields + slot) * field), counted);
                }
            }
            0
        }
        _ => panic!("block {bid:#x} is of no known kind"),
    }
}

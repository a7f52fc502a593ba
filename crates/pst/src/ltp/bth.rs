//! The B-tree-on-heap, [MS-PST] 2.3.2.

use std::collections::HashSet;

use super::heap::{Heap, HeapNodeId};
use crate::bytes::{u8_at, u32_at};
use crate::flaw::{Flaw, Flaws};

/// `BTHHEADER`: the header of a B-tree-on-heap, [MS-PST] 2.3.2.1.
struct BthHeader {
    key_size: usize,
    data_size: usize,
    levels: u8,
    root: HeapNodeId,
}

/// Visits all records (key, data) of a B-tree-on-heap in order. If an allocation can't be read, only the records
/// in it or below it are missing. Fails only if the header of the B-tree can't be read.
pub(crate) fn for_each_record(
    heap: &Heap,
    header: HeapNodeId,
    key_size: usize,
    flaws: &mut Flaws,
    visit: &mut dyn FnMut(&[u8], &[u8]),
) -> Result<(), Flaw> {
    let header = BthHeader::read(heap, header, key_size, flaws)?;
    let mut seen = HashSet::new();
    let mut stack = vec![(header.root, header.levels)];
    while let Some((hid, level)) = stack.pop() {
        if hid == 0 {
            continue;
        }
        if !seen.insert(hid) {
            flaws.push(Flaw::new("BTH", format!("the tree lists allocation {hid:#x} (hid) twice")));
            continue;
        }
        let records = heap.allocation(hid, flaws);
        let Some(records) = flaws.catch(records) else { continue };
        if level == 0 {
            let size = header.key_size.saturating_add(header.data_size);
            for record in records.chunks_exact(size) {
                if let Some((key, data)) = record.split_at_checked(header.key_size) {
                    visit(key, data);
                }
            }
        } else {
            let size = header.key_size.saturating_add(4);
            let children = records.chunks_exact(size).filter_map(|record| u32_at(record, header.key_size));
            let children: Vec<_> = children.collect();
            stack.extend(children.into_iter().rev().map(|hid| (hid, level.saturating_sub(1))));
        }
    }
    Ok(())
}

impl BthHeader {
    fn read(heap: &Heap, hid: HeapNodeId, key_size: usize, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let bytes = heap.allocation(hid, flaws)?;
        let broken = |what: &str| Flaw::new("BTHHEADER", what);
        let field =
            |at: usize| u8_at(&bytes, at).ok_or_else(|| broken("the header of the tree ends too early"));
        if field(0)? != 0xB5 {
            return Err(broken("the header of the tree has the wrong type (bType)"));
        }
        if usize::from(field(1)?) != key_size {
            return Err(broken("the header of the tree has the wrong key size (cbKey)"));
        }
        let data_size = usize::from(field(2)?);
        if data_size == 0 {
            return Err(broken("the header of the tree declares records without data (cbEnt is 0)"));
        }
        let root = u32_at(&bytes, 4).ok_or_else(|| broken("the header of the tree ends too early"))?;
        Ok(Self { key_size, data_size, levels: field(3)?, root })
    }
}

//! A file without a header: what its blocks say of layout and encryption.

use super::scan::{Scan, heap_client};
use crate::bytes::slice_at;
use crate::read_at::{ReadAt, read_up_to};
use crate::{Encryption, Layout};

/// So many sound blocks leave no doubt about the layout.
const ENOUGH: usize = 200;
/// Most files tell what they are in so many bytes.
const FIRST: u64 = 64 << 20;

/// Layout and encryption by what the blocks decode to; `None` if there is no block, and no encryption if no block tells.
pub(crate) fn detect(source: &dyn ReadAt, size: u64) -> Option<(Layout, Option<Encryption>)> {
    let (layout, scan) = [FIRST.min(size), size].into_iter().find_map(|end| by_blocks(source, end))?;
    Some((layout, encryption(source, layout, &scan)))
}

fn by_blocks(source: &dyn ReadAt, end: u64) -> Option<(Layout, Scan)> {
    let scans = [Layout::Unicode, Layout::Unicode4k, Layout::Ansi].into_iter().map(|layout| {
        let scan = Scan::run(source, end, layout, Encryption::None, ENOUGH);
        let sound = scan.blocks().filter(|block| block.sound).count();
        (sound, layout, scan)
    });
    let (sound, layout, scan) = scans.max_by_key(|(sound, ..)| *sound)?;
    (sound > 0).then_some((layout, scan))
}

/// Most usual first.
const ALL: [Encryption; 3] = [Encryption::Permute, Encryption::None, Encryption::Cyclic];

/// The encryption under which the most data blocks begin as heaps do; [MS-PST] 2.3.1.2 has the signatures.
fn encryption(source: &dyn ReadAt, layout: Layout, scan: &Scan) -> Option<Encryption> {
    let mut heaps = [0_u32; 3];
    for block in scan.blocks().filter(|block| block.sound && !block.is_internal()) {
        let Ok(bytes) = read_up_to(source, block.offset, layout.block_capacity()) else { continue };
        let Some(data) = slice_at(&bytes, 0, block.size()) else { continue };
        for (count, encryption) in heaps.iter_mut().zip(ALL) {
            let client = heap_client(data, block.bid, block.inflated(), encryption);
            *count = count.saturating_add(u32::from(matches!(client, Some(0x7C | 0xBC | 0xB5))));
        }
    }
    // Of equals the first: nearly all files are of that kind.
    let most = heaps.iter().copied().max().filter(|most| *most > 0)?;
    ALL.into_iter().zip(heaps).find(|(_, count)| *count == most).map(|(found, _)| found)
}

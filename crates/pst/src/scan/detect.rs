//! Detects the layout and the encryption of a file without a header, from the blocks of the file.

use super::scanner::{Scan, heap_client};
use crate::bytes::slice_at;
use crate::format::{Encryption, Layout};
use crate::read_at::{ReadAt, read_up_to};

/// Number of sound blocks after which the layout is certain.
const ENOUGH: usize = 200;
/// Number of bytes that are scanned first. In most files they contain a sound block.
const FIRST: u64 = 64 << 20;

/// Detects the layout and the encryption. Returns `None` if the file has no sound block. The encryption is `None`
/// if no data block begins a heap-on-node.
pub(crate) fn detect(source: &dyn ReadAt, size: u64) -> Option<(Layout, Option<Encryption>)> {
    let (layout, scan) = [FIRST.min(size), size].into_iter().find_map(|end| detect_layout(source, end))?;
    Some((layout, detect_encryption(source, layout, &scan)))
}

/// Returns the layout for which a scan finds the most sound blocks, and that scan.
fn detect_layout(source: &dyn ReadAt, end: u64) -> Option<(Layout, Scan)> {
    let scans = [Layout::Unicode, Layout::Unicode4k, Layout::Ansi].into_iter().map(|layout| {
        let scan = Scan::run(source, end, layout, Encryption::None, ENOUGH);
        let sound = scan.blocks().filter(|block| block.sound).count();
        (sound, layout, scan)
    });
    let (sound, layout, scan) = scans.max_by_key(|(sound, ..)| *sound)?;
    (sound > 0).then_some((layout, scan))
}

/// All encryptions, the most common first.
const ENCRYPTIONS: [Encryption; 3] = [Encryption::Permute, Encryption::None, Encryption::Cyclic];

/// Returns the encryption with which the most data blocks begin a heap-on-node, [MS-PST] 2.3.1.2.
fn detect_encryption(source: &dyn ReadAt, layout: Layout, scan: &Scan) -> Option<Encryption> {
    let mut heaps = [0_u32; 3];
    for block in scan.blocks().filter(|block| block.sound && !block.is_internal()) {
        let Ok(bytes) = read_up_to(source, block.offset, layout.block_capacity()) else { continue };
        let Some(data) = slice_at(&bytes, 0, block.size()) else { continue };
        for (count, encryption) in heaps.iter_mut().zip(ENCRYPTIONS) {
            let client = heap_client(data, block.bid, block.inflated_size(), encryption);
            *count = count.saturating_add(u32::from(matches!(client, Some(0x7C | 0xBC | 0xB5))));
        }
    }
    // If several encryptions fit equally many blocks, the most common of them is returned.
    let most = heaps.iter().copied().max().filter(|most| *most > 0)?;
    ENCRYPTIONS.into_iter().zip(heaps).find(|(_, count)| *count == most).map(|(encryption, _)| encryption)
}

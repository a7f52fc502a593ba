//! Checks that the allocation maps mark exactly the used parts of the file.

use super::Raw;
use crate::Layout;

/// Returns the offset of the first map, the bytes per bit, and the bytes of bits per map.
fn geometry(layout: Layout) -> (u64, u64, u64) {
    match layout {
        Layout::Ansi | Layout::Unicode => (0x4400, 64, 496),
        Layout::Unicode4k => (0x2_2000, 512, 4072),
    }
}

pub(super) fn check(file: &Raw<'_>) {
    let (first, unit, map) = geometry(file.layout);
    let part = map * 8 * unit;
    let parts = (file.bytes.len() as u64 - first) / part;
    assert_eq!(file.bytes.len() as u64, first + parts * part, "ibFileEof");
    assert_eq!(file.root[1], first + (parts - 1) * part, "ibAMapLast");
    let mut used = vec![false; (parts * map * 8) as usize];
    let mut take = |offset: u64, size: u64| {
        assert_eq!((offset - first) / part, (offset + size - 1 - first) / part, "{offset:#x} spans two maps");
        for bit in (offset - first) / unit..(offset + size - first).div_ceil(unit) {
            let slot = &mut used[bit as usize];
            assert!(!*slot, "byte {:#x} is used twice", first + bit * unit);
            *slot = true;
        }
    };
    let page = file.layout.page_size() as u64;
    for offset in file.pages.keys() {
        assert_eq!(offset % page, 0, "page at {offset:#x}");
        take(*offset, page);
    }
    file.blocks.values().for_each(|block| take(block.offset, file.whole_size(block) as u64));
    for index in 0..parts {
        for (number, page_type) in map_pages(file.layout, index).into_iter().enumerate() {
            let offset = first + index * part + number as u64 * page;
            take(offset, page);
            file.check_page(offset, page_type, offset, false);
        }
    }
    let mut free = 0;
    let mut longest_runs = Vec::new();
    for index in 0..parts {
        let at = first + index * part;
        let padding = if file.layout == Layout::Ansi { 4 } else { 0 };
        let bits = &file.bytes[(at + padding) as usize..][..map as usize];
        let mut run = 0_usize;
        let mut longest = 0_usize;
        for bit in 0..map * 8 {
            let marked = bits[(bit / 8) as usize] & (0x80 >> (bit % 8)) != 0;
            assert_eq!(marked, used[(index * map * 8 + bit) as usize], "bit for {:#x}", at + bit * unit);
            free += if marked { 0 } else { unit };
            run = if marked { 0 } else { run + 1 };
            longest = run.max(longest);
        }
        longest_runs.push(longest.min(255) as u8);
    }
    check_free_runs(file, &longest_runs);
    assert_eq!(file.root[2], free, "cbAMapFree");
    let list = first - page.max(512);
    file.check_page(list, 0x86, bid_of(file, list), true);
}

/// Checks that the header and the `FMap` contain the longest free run of each section.
fn check_free_runs(file: &Raw<'_>, runs: &[u8]) {
    if file.layout == Layout::Unicode4k {
        return;
    }
    let ansi = file.layout == Layout::Ansi;
    let check = |at: usize, size: usize, runs: &[u8]| {
        let mut expected = runs.to_vec();
        expected.resize(size, 0xFF);
        assert!(file.bytes[at..at + size] == expected, "free runs at {at:#x}");
    };
    check(if ansi { 204 } else { 256 }, 128, &runs[..runs.len().min(128)]);
    for first in (128..runs.len()).step_by(496) {
        let page = 0x4400 + first * 253_952 + 1024;
        check(page + if ansi { 4 } else { 0 }, 496, &runs[first..runs.len().min(first + 496)]);
    }
}

/// Returns the map pages at the start of a section, by `ptype`.
fn map_pages(layout: Layout, part: u64) -> Vec<u8> {
    let mut pages = vec![0x84];
    if layout != Layout::Unicode4k {
        if part.is_multiple_of(8) {
            pages.push(0x83);
        }
        if part >= 128 && (part - 128).is_multiple_of(496) {
            pages.push(0x82);
        }
        if part >= 8192 && (part - 8192).is_multiple_of(31_744) {
            pages.push(0x85);
        }
    }
    pages
}

fn bid_of(file: &Raw<'_>, page: u64) -> u64 {
    let trailer = page as usize + file.layout.page_trailer();
    file.place(trailer + if file.layout == Layout::Ansi { 4 } else { 8 })
}

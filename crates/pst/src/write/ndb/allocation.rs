//! Allocation of space in the file: the allocation maps and the other map pages, [MS-PST] 2.2.2.7.2 to 2.2.2.7.6.
//!
//! The file consists of sections, each with one allocation map. Space is allocated from front to back. The map of the
//! current section is in memory, and is written when the section is full. `PMap` and `FPMap` are deprecated and filled
//! with ones, as Outlook 2007 and later write them. `FMap` contains the longest free run of each section; SCANPST reports
//! runs that are longer than the map says.

use crate::Layout;
use crate::write::bytes::saturating_u8;

/// The size of sections and maps, by layout. The values for 4 KiB pages are those of files of Outlook 2013; no standard
/// has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct MapGeometry {
    /// Offset of the first allocation map.
    pub first: u64,
    /// Offset of the density list.
    pub density_list: u64,
    /// Number of bytes that one bit of a map describes.
    pub unit: u64,
    /// Size of the bits of a map in bytes.
    pub map: usize,
    page: u64,
    deprecated_maps: bool,
    /// The largest size of a file in bytes.
    pub limit: u64,
}

/// The kinds of map page: `ptype`, [MS-PST] 2.2.2.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MapPage {
    /// `ptypeFMap`
    Free,
    /// `ptypePMap`
    Page,
    /// `ptypeAMap`
    Allocation,
    /// `ptypeFPMap`
    FreePage,
}

impl MapPage {
    pub(super) fn page_type(self) -> u8 {
        match self {
            Self::Free => 0x82,
            Self::Page => 0x83,
            Self::Allocation => 0x84,
            Self::FreePage => 0x85,
        }
    }
}

/// The first section with a page of the `FMap`, and the number of sections that a page describes.
const FIRST_FREE_MAP: u64 = 128;
const FREE_MAP_PERIOD: u64 = 496;

impl MapGeometry {
    pub(super) fn of(layout: Layout) -> Self {
        match layout {
            Layout::Ansi | Layout::Unicode => Self {
                first: 0x4400,
                density_list: 0x4200,
                unit: 64,
                map: 496,
                page: 512,
                deprecated_maps: true,
                // The first FPMap would be at this offset, 2,080,392,192, but ANSI files have no FPMap.
                limit: if layout == Layout::Ansi { 0x7C00_4400 } else { u64::MAX },
            },
            Layout::Unicode4k => Self {
                first: 0x2_2000,
                density_list: 0x2_1000,
                unit: 512,
                map: 4072,
                page: 4096,
                deprecated_maps: false,
                limit: u64::MAX,
            },
        }
    }

    /// Returns the size of a section in bytes, with its maps.
    pub(super) fn section_size(self) -> u64 {
        self.unit.saturating_mul(8).saturating_mul(self.map as u64)
    }

    /// Returns the pages of the `FMap` in a file with a number of sections: for each, the first section that it
    /// describes, which also contains it, and its offset.
    pub(super) fn free_map_pages(self, sections: usize) -> impl Iterator<Item = (usize, u64)> {
        let sections = if self.deprecated_maps { sections } else { 0 };
        let first = usize::try_from(FIRST_FREE_MAP).unwrap_or(usize::MAX);
        let period = usize::try_from(FREE_MAP_PERIOD).unwrap_or(usize::MAX);
        (first..sections).step_by(period).filter_map(move |part| {
            let start = (part as u64).checked_mul(self.section_size())?.checked_add(self.first)?;
            // The AMap and the PMap are before it. The PMap is in every eighth section, as is the FMap.
            let before = self.page.checked_mul(2)?;
            Some((part, start.checked_add(before)?))
        })
    }

    /// Returns the map pages at the start of a section, in order. The header contains the first 128 bytes of the `FMap`
    /// and of the `FPMap`, so their first pages are in later sections.
    fn pages(self, part: u64) -> impl Iterator<Item = MapPage> {
        let every = |first: u64, period: u64| {
            part.checked_sub(first).and_then(|past| past.checked_rem(period)) == Some(0)
        };
        let deprecated = self.deprecated_maps;
        [
            (MapPage::Allocation, true),
            (MapPage::Page, deprecated && every(0, 8)),
            (MapPage::Free, deprecated && every(FIRST_FREE_MAP, FREE_MAP_PERIOD)),
            (MapPage::FreePage, deprecated && every(128 * 8 * 8, 496 * 8 * 8)),
        ]
        .into_iter()
        .filter_map(|(page, is_there)| is_there.then_some(page))
    }
}

/// The section that is being filled.
#[derive(Debug, Clone)]
pub(super) struct Section {
    geometry: MapGeometry,
    index: u64,
    start: u64,
    /// Offset of the next allocation.
    pub next: u64,
    bits: Vec<u8>,
    /// Number of free bytes in the earlier sections.
    free_before: u64,
}

impl Section {
    /// Creates the first section, which begins with its map pages.
    pub(super) fn new(layout: Layout) -> Self {
        let geometry = MapGeometry::of(layout);
        Self {
            geometry,
            index: 0,
            start: geometry.first,
            next: geometry.first,
            bits: vec![0; geometry.map],
            free_before: 0,
        }
    }

    /// Returns the number of the section, counted from 0.
    pub(super) fn index(&self) -> u64 {
        self.index
    }

    /// Returns the number of units in the longest free run of the section, at most 255.
    pub(super) fn longest_free_run(&self) -> u8 {
        let (mut longest, mut run) = (0_u32, 0_u32);
        for byte in &self.bits {
            for bit in (0..8).rev() {
                run = if (byte >> bit) & 1 == 0 { run.saturating_add(1) } else { 0 };
                longest = longest.max(run);
            }
        }
        saturating_u8(usize::try_from(longest).unwrap_or(usize::MAX))
    }

    /// Returns the offset of the section, which is that of its allocation map.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Returns the offset of the next section.
    pub(super) fn end(&self) -> u64 {
        self.start.saturating_add(self.geometry.section_size())
    }

    /// Creates the section after this one.
    pub(super) fn next_section(&self) -> Self {
        Self {
            geometry: self.geometry,
            index: self.index.saturating_add(1),
            start: self.end(),
            next: self.end(),
            bits: vec![0; self.geometry.map],
            free_before: self.free_bytes(),
        }
    }

    /// Returns the map pages at the start of the section.
    pub(super) fn pages(&self) -> impl Iterator<Item = MapPage> {
        self.geometry.pages(self.index)
    }

    /// Returns the bits of the allocation map. The first is the highest bit of the first byte.
    pub(super) fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// Returns the number of free bytes in this section and the earlier ones.
    pub(super) fn free_bytes(&self) -> u64 {
        let taken: u64 = self.bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
        let free = self.geometry.section_size().saturating_sub(taken.saturating_mul(self.geometry.unit));
        self.free_before.saturating_add(free)
    }

    /// Allocates space and returns its offset, or `None` if the section has no room left.
    pub(super) fn allocate(&mut self, size: u64, alignment: u64) -> Option<u64> {
        let offset = self.next.checked_next_multiple_of(alignment.max(1))?;
        let end = offset.checked_add(size)?.checked_next_multiple_of(self.geometry.unit)?;
        if end > self.end() {
            return None;
        }
        let first = offset.saturating_sub(self.start).checked_div(self.geometry.unit)?;
        let last = end.saturating_sub(self.start).checked_div(self.geometry.unit)?;
        for bit in first..last {
            let byte = usize::try_from(bit >> 3).ok().and_then(|at| self.bits.get_mut(at));
            if let Some(byte) = byte {
                *byte |= 0x80_u8 >> (bit & 7);
            }
        }
        self.next = end;
        Some(offset)
    }

    /// Returns the size of a page in bytes.
    pub(super) fn page_size(&self) -> u64 {
        self.geometry.page
    }
}

#[cfg(test)]
mod tests {
    use super::{MapGeometry, MapPage, Section};
    use crate::Layout;

    #[test]
    fn map_pages_lie_where_the_standard_puts_them() {
        use MapPage::{Allocation, Free, FreePage, Page};
        for (layout, part, pages) in [
            (Layout::Unicode, 0, vec![Allocation, Page]),
            (Layout::Unicode, 1, vec![Allocation]),
            (Layout::Ansi, 8, vec![Allocation, Page]),
            (Layout::Unicode, 128, vec![Allocation, Page, Free]),
            (Layout::Unicode, 624, vec![Allocation, Page, Free]),
            (Layout::Unicode, 8192, vec![Allocation, Page, FreePage]),
            (Layout::Unicode, 8192 + 31_744, vec![Allocation, Page, FreePage]),
            (Layout::Unicode4k, 0, vec![Allocation]),
            (Layout::Unicode4k, 8192, vec![Allocation]),
        ] {
            let found: Vec<_> = MapGeometry::of(layout).pages(part).collect();
            assert_eq!(found, pages, "{layout:?} {part}");
        }
        assert_eq!(MapGeometry::of(Layout::Unicode).section_size(), 253_952);
        assert_eq!(MapGeometry::of(Layout::Unicode4k).section_size(), 0xFE_8000);
    }

    #[test]
    fn free_maps_have_the_offsets_of_the_standard() {
        let pages = |layout, sections| MapGeometry::of(layout).free_map_pages(sections).collect::<Vec<_>>();
        assert_eq!(pages(Layout::Unicode, 128), []);
        assert_eq!(pages(Layout::Unicode, 129), [(128, 0x4400 + 128 * 253_952 + 1024)]);
        assert_eq!(pages(Layout::Unicode, 700).last(), Some(&(624, 0x4400 + 624 * 253_952 + 1024)));
        assert_eq!(pages(Layout::Unicode4k, 700), []);
    }

    #[test]
    fn the_longest_free_run_is_at_most_255() {
        let mut section = Section::new(Layout::Unicode);
        assert_eq!(section.longest_free_run(), 255);
        section.allocate(253_952 - 64 * 254, 64);
        assert_eq!(section.longest_free_run(), 254);
        section.allocate(64 * 100, 64);
        section.allocate(64 * 100, 1024);
        assert_eq!(section.longest_free_run(), 44);
    }

    #[test]
    fn space_is_taken_from_front_to_back() {
        let mut section = Section::new(Layout::Unicode);
        for (size, alignment, offset, free) in [
            (512, 512, Some(0x4400), 253_440),
            (100, 64, Some(0x4600), 253_312),
            (512, 512, Some(0x4800), 252_800),
            (253_952, 64, None, 252_800),
            (252_416, 64, Some(0x4A00), 384),
            (64, 64, None, 384),
        ] {
            assert_eq!(section.allocate(size, alignment), offset, "{size}");
            assert_eq!(section.free_bytes(), free, "{size}");
        }
        assert_eq!(section.bits()[..5], [0xFF, 0b1100_0000, 0xFF, 0xFF, 0xFF]);
        assert_eq!(section.longest_free_run(), 6);
        let following = section.next_section();
        assert_eq!((following.start(), following.free_bytes()), (0x4_2400, 384 + 253_952));
    }
}

//! Where things go in the file: allocation maps and the pages between them, [MS-PST] 2.2.2.7.2 to 2.2.2.7.6.
//!
//! Space is given out from front to back. The map of the part that is being filled is in memory and goes to the file
//! when the part is full. What the standard deprecates (`PMap`, `FMap`, `FPMap`) is there, each page filled with ones, as
//! Outlook 2007 and later write it.

use crate::Layout;

/// Which part of a file one allocation map covers, by layout. That of 4 KiB pages is in no standard; files of
/// Outlook 2013 have it so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Geometry {
    /// Where the first map lies.
    pub first: u64,
    /// Where the density list lies.
    pub density_list: u64,
    /// How many bytes one bit stands for.
    pub unit: u64,
    /// How many bytes of bits a map has.
    pub map: usize,
    page: u64,
    deprecated_maps: bool,
    /// The most bytes of a file.
    pub limit: u64,
}

/// The kinds of page that map the file: `ptype`, [MS-PST] 2.2.2.7.1.
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

impl Geometry {
    pub(super) fn of(layout: Layout) -> Self {
        match layout {
            Layout::Ansi | Layout::Unicode => Self {
                first: 0x4400,
                density_list: 0x4200,
                unit: 64,
                map: 496,
                page: 512,
                deprecated_maps: true,
                // There the map of free page maps would lie, for which ANSI files have no room: 2,080,392,192 bytes.
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

    /// How many bytes one allocation map covers, itself included.
    pub(super) fn part(self) -> u64 {
        self.unit.saturating_mul(8).saturating_mul(self.map as u64)
    }

    /// The pages that lie at the beginning of a part, in order. The header holds the first 128 bytes of the `FMap` and
    /// of the `FPMap`; pages of them follow where those end.
    fn pages(self, part: u64) -> impl Iterator<Item = MapPage> {
        let every = |first: u64, period: u64| {
            part.checked_sub(first).and_then(|past| past.checked_rem(period)) == Some(0)
        };
        let deprecated = self.deprecated_maps;
        [
            (MapPage::Allocation, true),
            (MapPage::Page, deprecated && every(0, 8)),
            (MapPage::Free, deprecated && every(128, 496)),
            (MapPage::FreePage, deprecated && every(128 * 8 * 8, 496 * 8 * 8)),
        ]
        .into_iter()
        .filter_map(|(page, is_there)| is_there.then_some(page))
    }
}

/// The part of the file that is being filled.
#[derive(Debug, Clone)]
pub(super) struct Space {
    geometry: Geometry,
    index: u64,
    start: u64,
    /// Where the next bytes go.
    pub next: u64,
    bits: Vec<u8>,
    /// Free bytes in the parts before this one.
    free_before: u64,
}

impl Space {
    /// The first part, which begins with its map pages.
    pub(super) fn new(layout: Layout) -> Self {
        let geometry = Geometry::of(layout);
        Self {
            geometry,
            index: 0,
            start: geometry.first,
            next: geometry.first,
            bits: vec![0; geometry.map],
            free_before: 0,
        }
    }

    /// Where this part's allocation map lies.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Where the next part begins.
    pub(super) fn end(&self) -> u64 {
        self.start.saturating_add(self.geometry.part())
    }

    /// The part after this one.
    pub(super) fn following(&self) -> Self {
        Self {
            geometry: self.geometry,
            index: self.index.saturating_add(1),
            start: self.end(),
            next: self.end(),
            bits: vec![0; self.geometry.map],
            free_before: self.free(),
        }
    }

    /// The map pages at this part's beginning.
    pub(super) fn pages(&self) -> impl Iterator<Item = MapPage> {
        self.geometry.pages(self.index)
    }

    /// The bits of this part's allocation map, the first in the highest place.
    pub(super) fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// Free bytes up to this part's end.
    pub(super) fn free(&self) -> u64 {
        let taken: u64 = self.bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
        let free = self.geometry.part().saturating_sub(taken.saturating_mul(self.geometry.unit));
        self.free_before.saturating_add(free)
    }

    /// Takes up space in this part. `None` where it has no room left.
    pub(super) fn take(&mut self, size: u64, alignment: u64) -> Option<u64> {
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

    /// The size of a page.
    pub(super) fn page_size(&self) -> u64 {
        self.geometry.page
    }
}

#[cfg(test)]
mod tests {
    use super::{Geometry, MapPage, Space};
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
            let found: Vec<_> = Geometry::of(layout).pages(part).collect();
            assert_eq!(found, pages, "{layout:?} {part}");
        }
        assert_eq!(Geometry::of(Layout::Unicode).part(), 253_952);
        assert_eq!(Geometry::of(Layout::Unicode4k).part(), 0xFE_8000);
    }

    #[test]
    fn space_is_taken_from_front_to_back() {
        let mut space = Space::new(Layout::Unicode);
        for (size, alignment, offset, free) in [
            (512, 512, Some(0x4400), 253_440),
            (100, 64, Some(0x4600), 253_312),
            (512, 512, Some(0x4800), 252_800),
            (253_952, 64, None, 252_800),
            (252_416, 64, Some(0x4A00), 384),
            (64, 64, None, 384),
        ] {
            assert_eq!(space.take(size, alignment), offset, "{size}");
            assert_eq!(space.free(), free, "{size}");
        }
        assert_eq!(space.bits()[..5], [0xFF, 0b1100_0000, 0xFF, 0xFF, 0xFF]);
        let following = space.following();
        assert_eq!((following.start(), following.free()), (0x4_2400, 384 + 253_952));
    }
}

//! Pages of the B-trees, [MS-PST] 2.2.2.7.1 and 2.2.2.7.7.

use super::{BlockId, ByteIndex, Layout, PageRef, PageTrailer, crc};
use crate::bytes::{slice_at, u8_at, u16_at, u32_at, u64_at};
use crate::flaw::Flaw;

/// `ptype` of the pages that make up B-trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageType {
    /// `ptypeBBT`: a page of the block B-tree.
    Bbt,
    /// `ptypeNBT`: a page of the node B-tree.
    Nbt,
}

impl PageType {
    /// Returns the page type of a `ptype` byte, or `None` if such pages belong to no B-tree.
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x80 => Some(Self::Bbt),
            0x81 => Some(Self::Nbt),
            _ => None,
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Bbt => 0x80,
            Self::Nbt => 0x81,
        }
    }

    /// Returns the name of this page type for defects.
    pub(crate) fn structure(self) -> &'static str {
        match self {
            Self::Bbt => "BBT page",
            Self::Nbt => "NBT page",
        }
    }

    fn leaf_entry_size(self, layout: Layout) -> usize {
        match (self, layout) {
            (Self::Bbt, Layout::Ansi) => 12,
            (Self::Bbt, _) => 24,
            (Self::Nbt, Layout::Ansi) => 16,
            (Self::Nbt, _) => 32,
        }
    }

    /// Reads the key of an entry. The upper half of a `NID` and the lowest bit of a `BID` are not part of the key.
    pub(crate) fn key(self, entry: &[u8], layout: Layout) -> Option<u64> {
        match (self, layout) {
            (Self::Nbt, _) => u32_at(entry, 0).map(u64::from),
            (Self::Bbt, Layout::Ansi) => u32_at(entry, 0).map(|key| u64::from(key & !1)),
            (Self::Bbt, _) => u64_at(entry, 0).map(|key| key & !1),
        }
    }
}

/// `BTPAGE`: a page of a B-tree. Entries that do not fit into the page are left out.
pub(crate) struct BTreePage {
    pub page_type: PageType,
    pub level: u8,
    /// True if the checksum, the id and the counts of the page are correct.
    pub sound: bool,
    entries: Vec<u8>,
    entry_size: usize,
}

impl BTreePage {
    /// Parses the bytes of the page that `at` refers to. Passes flaws that leave the entries usable to `note`.
    pub(crate) fn parse(
        bytes: &[u8],
        at: PageRef,
        page_type: PageType,
        layout: Layout,
        note: &dyn Fn(Flaw),
    ) -> Result<Self, Flaw> {
        let broken = |what: String| Flaw::new(page_type.structure(), what).at(at.offset.value());
        if bytes.len() < layout.page_size() {
            return Err(broken("the page is beyond the end of the file".to_owned()));
        }
        let trailer = PageTrailer::parse(bytes.get(layout.page_trailer()..).unwrap_or_default(), layout)
            .ok_or_else(|| broken("the page is too short".to_owned()))?;
        if trailer.types.0 != page_type.byte() && trailer.types.1 != page_type.byte() {
            return Err(broken(format!("the page has the wrong type (ptype {:#04x})", trailer.types.0)));
        }
        let mut sound = true;
        if Some(trailer.crc) != bytes.get(..layout.page_trailer()).map(crc) {
            sound = false;
            note(broken("the checksum of the page (dwCRC) is wrong".to_owned()));
        } else if BlockId::new(trailer.bid) != at.bid {
            // This may be an older page, but no better entries exist.
            sound = false;
            note(broken(format!(
                "the id of the page (bid) is {:#x} instead of {:#x}",
                trailer.bid,
                at.bid.value()
            )));
        }
        let (count, size, level) =
            counts(bytes, layout).ok_or_else(|| broken("the page is too short".to_owned()))?;
        let needed =
            if level == 0 { page_type.leaf_entry_size(layout) } else { layout.id_size().saturating_mul(3) };
        if size < needed {
            return Err(broken(format!(
                "each entry of the page has {size} bytes (cbEnt), but needs {needed} bytes"
            )));
        }
        let room = layout.btree_counts().checked_div(size).unwrap_or(0);
        let entries = bytes.get(..count.min(room).saturating_mul(size)).unwrap_or_default().to_vec();
        if count > room {
            sound = false;
            note(broken(format!("the page declares {count} entries (cEnt), but has space for only {room}")));
        }
        Ok(Self { page_type, level, sound, entries, entry_size: size })
    }

    /// Returns the entries in order. Each entry begins with its key.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.chunks_exact(self.entry_size)
    }

    pub(crate) fn count(&self) -> usize {
        self.entries.len().checked_div(self.entry_size).unwrap_or(0)
    }

    pub(crate) fn entry(&self, index: usize) -> Option<&[u8]> {
        slice_at(&self.entries, index.checked_mul(self.entry_size)?, self.entry_size)
    }
}

/// Returns the references to the pages below an inner page.
pub(crate) fn page_children(page: &[u8], layout: Layout) -> Option<Vec<PageRef>> {
    let (count, size, _) = counts(page, layout)?;
    let entries = page.get(..layout.btree_counts())?.chunks_exact(size.max(1)).take(count);
    entries.map(|entry| child_page(entry, layout)).collect()
}

/// Returns `cLevel` of a page, and the first and the last key of its entries.
pub(crate) fn key_range(page: &[u8], layout: Layout) -> Option<(u8, u64, u64)> {
    let (count, size, level) = counts(page, layout)?;
    let last = count.checked_sub(1)?.checked_mul(size).filter(|last| *last < layout.btree_counts())?;
    Some((level, layout.id_at(page, 0)?, layout.id_at(page, last)?))
}

/// Reads `cEnt` (number of entries), `cbEnt` (their size) and `cLevel`. In pages of 4 KiB, `cEnt` has two bytes.
fn counts(bytes: &[u8], layout: Layout) -> Option<(usize, usize, u8)> {
    let at = bytes.get(layout.btree_counts()..)?;
    Some(match layout {
        Layout::Ansi | Layout::Unicode => (u8_at(at, 0)?.into(), u8_at(at, 2)?.into(), u8_at(at, 3)?),
        Layout::Unicode4k => (u16_at(at, 0)?.into(), u8_at(at, 4)?.into(), u8_at(at, 5)?),
    })
}

/// Returns the page that a `BTENTRY` of an inner page refers to, [MS-PST] 2.2.2.7.7.2.
pub(crate) fn child_page(entry: &[u8], layout: Layout) -> Option<PageRef> {
    let bid = BlockId::new(layout.id_in_slot(entry, 1)?);
    Some(PageRef { bid, offset: ByteIndex::new(layout.id_in_slot(entry, 2)?) })
}

//! B-tree pages, [MS-PST] 2.2.2.7.1 and 2.2.2.7.7.

use foundmail_defect::Effect;

use super::{BlockId, ByteIndex, Ndb, PageRef, PageTrailer};
use crate::Layout;
use crate::bytes::{slice_at, u8_at, u16_at, u32_at, u64_at};
use crate::crc::crc;
use crate::flaw::Flaw;

/// `ptype`: the two kinds of page that make up B-trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageType {
    /// `ptypeBBT`: block B-tree.
    Bbt,
    /// `ptypeNBT`: node B-tree.
    Nbt,
}

impl PageType {
    /// The tree of a `ptype`; `None` for pages that make up no tree.
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

    pub(crate) fn structure(self) -> &'static str {
        match self {
            Self::Bbt => "BBT page",
            Self::Nbt => "NBT page",
        }
    }

    fn leaf_entry(self, layout: Layout) -> usize {
        match (self, layout) {
            (Self::Bbt, Layout::Ansi) => 12,
            (Self::Bbt, _) => 24,
            (Self::Nbt, Layout::Ansi) => 16,
            (Self::Nbt, _) => 32,
        }
    }
}

/// `BTPAGE`, checked: all its entries lie within it.
pub(crate) struct BTreePage {
    pub page_type: PageType,
    pub level: u8,
    /// Its checksum, id and counts are as they should be.
    pub sound: bool,
    entries: Vec<u8>,
    entry_size: usize,
}

impl BTreePage {
    /// The entries in order; each begins with its key.
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

impl Ndb {
    /// The B-tree page at a place.
    pub(super) fn page(&self, at: PageRef, page_type: PageType) -> Result<std::sync::Arc<BTreePage>, Flaw> {
        let page = self.pages.get_or(at.offset.value(), || self.read_page(at, page_type))?;
        if page.page_type == page_type {
            Ok(page)
        } else {
            Err(Flaw::new(page_type.structure(), "belongs to the other B-tree").at(at.offset.value()))
        }
    }

    fn read_page(&self, at: PageRef, page_type: PageType) -> Result<BTreePage, Flaw> {
        let layout = self.layout();
        let offset = at.offset.value();
        let broken = |what: String| Flaw::new(page_type.structure(), what).at(offset);
        let bytes = self.bytes(offset, layout.page_size(), page_type.structure())?;
        if bytes.len() < layout.page_size() {
            return Err(broken("lies beyond the end of the file".to_owned()));
        }
        let trailer = PageTrailer::parse(bytes.get(layout.page_trailer()..).unwrap_or_default(), layout)
            .ok_or_else(|| broken("is too short".to_owned()))?;
        if trailer.types.0 != page_type.byte() && trailer.types.1 != page_type.byte() {
            return Err(broken(format!("ptype is {:#04x}", trailer.types.0)));
        }
        let mut sound = true;
        if Some(trailer.crc) != bytes.get(..layout.page_trailer()).map(crc) {
            sound = false;
            self.note_directory(broken("dwCRC does not match".to_owned()), Effect::Nothing);
        } else if BlockId::new(trailer.bid) != at.bid {
            // It may be an older page, but its entries are the best there is.
            sound = false;
            let what = format!("bid is {:#x}, not {:#x}", trailer.bid, at.bid.value());
            self.note_directory(broken(what), Effect::Nothing);
        }
        let (count, size, level) = counts(&bytes, layout).ok_or_else(|| broken("is too short".to_owned()))?;
        let needed =
            if level == 0 { page_type.leaf_entry(layout) } else { layout.id_size().saturating_mul(3) };
        if size < needed {
            return Err(broken(format!("cbEnt is {size}, less than {needed}")));
        }
        let room = layout.btree_counts().checked_div(size).unwrap_or(0);
        let entries = bytes.get(..count.min(room).saturating_mul(size)).unwrap_or_default().to_vec();
        if count > room {
            sound = false;
            self.note_directory(broken(format!("cEnt is {count}, only {room} fit")), Effect::Nothing);
        }
        Ok(BTreePage { page_type, level, sound, entries, entry_size: size })
    }
}

/// The pages below an inner page.
pub(crate) fn page_children(page: &[u8], layout: Layout) -> Option<Vec<PageRef>> {
    let (count, size, _) = counts(page, layout)?;
    let entries = page.get(..layout.btree_counts())?.chunks_exact(size.max(1)).take(count);
    entries.map(|entry| child(entry, layout)).collect()
}

/// `cLevel` of a page with the first and last key of its entries.
pub(crate) fn page_keys(page: &[u8], layout: Layout) -> Option<(u8, u64, u64)> {
    let (count, size, level) = counts(page, layout)?;
    let last = count.checked_sub(1)?.checked_mul(size).filter(|last| *last < layout.btree_counts())?;
    let key = |at| match layout {
        Layout::Ansi => u32_at(page, at).map(u64::from),
        Layout::Unicode | Layout::Unicode4k => u64_at(page, at),
    };
    Some((level, key(0)?, key(last)?))
}

/// `cEnt`, `cbEnt`, `cLevel`; large pages count in two bytes.
fn counts(bytes: &[u8], layout: Layout) -> Option<(usize, usize, u8)> {
    let at = bytes.get(layout.btree_counts()..)?;
    Some(match layout {
        Layout::Ansi | Layout::Unicode => (u8_at(at, 0)?.into(), u8_at(at, 2)?.into(), u8_at(at, 3)?),
        Layout::Unicode4k => (u16_at(at, 0)?.into(), u8_at(at, 4)?.into(), u8_at(at, 5)?),
    })
}

/// `BTENTRY` of an inner page, [MS-PST] 2.2.2.7.7.2: the page below.
pub(crate) fn child(entry: &[u8], layout: Layout) -> Option<PageRef> {
    let place = |slot: usize| match layout {
        Layout::Ansi => u32_at(entry, slot.checked_mul(4)?).map(u64::from),
        Layout::Unicode | Layout::Unicode4k => u64_at(entry, slot.checked_mul(8)?),
    };
    Some(PageRef { bid: BlockId::new(place(1)?), offset: ByteIndex::new(place(2)?) })
}

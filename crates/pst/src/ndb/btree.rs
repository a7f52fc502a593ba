//! The node and block B-trees, [MS-PST] 2.2.2.7.7.

use std::collections::HashSet;

use super::page::{BTreePage, PageType, child};
use super::{Ndb, PageRef};
use crate::Layout;
use crate::bytes::{u16_at, u32_at, u64_at};
use crate::flaw::{Flaw, Flaws};

/// One of the two trees of a file.
pub(crate) struct BTree {
    root: PageRef,
    page_type: PageType,
}

/// A leaf entry's bytes; no entry is longer than an `NBTENTRY`.
pub(crate) struct BTreeEntry([u8; 32]);

impl BTreeEntry {
    pub(super) fn new(entry: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(entry).for_each(|(to, from)| *to = *from);
        Self(bytes)
    }

    pub(crate) fn u16_at(&self, at: usize) -> Option<u16> {
        u16_at(&self.0, at)
    }

    pub(crate) fn u32_at(&self, at: usize) -> Option<u32> {
        u32_at(&self.0, at)
    }

    /// The `BID` or `IB` at a slot, counted in places.
    pub(crate) fn place(&self, slot: usize, layout: Layout) -> Option<u64> {
        let at = slot.checked_mul(layout.id_size())?;
        match layout {
            Layout::Ansi => u32_at(&self.0, at).map(u64::from),
            Layout::Unicode | Layout::Unicode4k => u64_at(&self.0, at),
        }
    }
}

impl BTree {
    pub(crate) fn new(root: PageRef, page_type: PageType) -> Self {
        Self { root, page_type }
    }

    /// The leaf entry with a key.
    pub(crate) fn find(&self, ndb: &Ndb, key: u64) -> Result<Option<BTreeEntry>, Flaw> {
        let mut at = self.root;
        let mut level_above = None;
        loop {
            let page = ndb.page(at, self.page_type)?;
            // Levels that only fall end any cycle.
            if level_above.is_some_and(|above| page.level >= above) {
                return Err(
                    Flaw::new(self.page_type.structure(), "cLevel does not fall").at(at.offset.value())
                );
            }
            level_above = Some(page.level);
            let Some(entry) = self.last_not_after(&page, key, ndb.layout()) else {
                return Ok(None);
            };
            if page.level == 0 {
                let found = self.key(entry, ndb.layout()) == Some(key);
                return Ok(found.then(|| BTreeEntry::new(entry)));
            }
            at = child(entry, ndb.layout()).ok_or_else(|| {
                Flaw::new(self.page_type.structure(), "BTENTRY is cut").at(at.offset.value())
            })?;
        }
    }

    /// Every leaf entry. A page that can't be read costs only what lies below it.
    pub(crate) fn scan(&self, ndb: &Ndb, flaws: &mut Flaws, visit: &mut dyn FnMut(&BTreeEntry)) {
        self.leaves(ndb, flaws, &mut |_, page| {
            page.entries().for_each(|entry| visit(&BTreeEntry::new(entry)));
        });
    }

    /// True if every page from the root to the leaves is sound, and leads to its keys.
    pub(crate) fn is_whole(&self, ndb: &Ndb, flaws: &mut Flaws) -> bool {
        let mut above = None;
        let mut whole = true;
        self.leaves(ndb, flaws, &mut |at, page| {
            whole &= page.sound;
            let mut keys = page.entries().filter_map(|entry| self.key(entry, ndb.layout()));
            // A key that is out of order, or to which the inner pages do not lead, can't be found.
            whole &= keys.all(|key| above.replace(key).is_none_or(|above| above < key));
            for entry in [page.entry(0), page.count().checked_sub(1).and_then(|last| page.entry(last))] {
                let key = entry.and_then(|entry| self.key(entry, ndb.layout()));
                whole &= key.is_none_or(|key| self.leads_to(ndb, key, at));
            }
        });
        whole && flaws.is_empty()
    }

    /// True if a look-up of a key ends in a page, past sound pages only.
    fn leads_to(&self, ndb: &Ndb, key: u64, leaf: PageRef) -> bool {
        let mut at = self.root;
        for _ in 0..=u8::MAX {
            if at.offset == leaf.offset {
                return true;
            }
            let Ok(page) = ndb.page(at, self.page_type) else { return false };
            let below = self.last_not_after(&page, key, ndb.layout());
            let Some(next) = below.and_then(|entry| child(entry, ndb.layout())).filter(|_| page.sound) else {
                return false;
            };
            at = next;
        }
        false
    }

    /// The last entry of a page whose key is not after `key`.
    fn last_not_after<'p>(&self, page: &'p BTreePage, key: u64, layout: Layout) -> Option<&'p [u8]> {
        let below = partition(page.count(), |index| {
            page.entry(index).and_then(|entry| self.key(entry, layout)).is_some_and(|found| found <= key)
        });
        below.checked_sub(1).and_then(|index| page.entry(index))
    }

    /// Every leaf page with its place.
    pub(crate) fn leaves(&self, ndb: &Ndb, flaws: &mut Flaws, visit: &mut dyn FnMut(PageRef, &BTreePage)) {
        let mut visited = HashSet::new();
        let mut stack = vec![(self.root, u8::MAX)];
        while let Some((at, level_above)) = stack.pop() {
            if !visited.insert(at.offset) {
                flaws.push(Flaw::new(self.page_type.structure(), "is listed twice").at(at.offset.value()));
                continue;
            }
            let Some(page) = flaws.catch(ndb.page(at, self.page_type)) else { continue };
            if page.level >= level_above {
                flaws.push(
                    Flaw::new(self.page_type.structure(), "cLevel does not fall").at(at.offset.value()),
                );
            } else if page.level == 0 {
                visit(at, &page);
            } else {
                let children: Vec<_> =
                    page.entries().filter_map(|entry| child(entry, ndb.layout())).collect();
                stack.extend(children.into_iter().rev().map(|child| (child, page.level)));
            }
        }
    }

    /// The key of an entry. The upper half of a node's key carries nothing, a block's lowest bit neither.
    fn key(&self, entry: &[u8], layout: Layout) -> Option<u64> {
        match (self.page_type, layout) {
            (PageType::Nbt, _) => u32_at(entry, 0).map(u64::from),
            (PageType::Bbt, Layout::Ansi) => u32_at(entry, 0).map(|key| u64::from(key & !1)),
            (PageType::Bbt, _) => u64_at(entry, 0).map(|key| key & !1),
        }
    }
}

/// How many of the first `count` places hold `true`, where all that do come first.
fn partition(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if holds(middle) {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    low
}

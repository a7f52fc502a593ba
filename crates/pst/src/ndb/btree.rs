//! The node B-tree and the block B-tree, [MS-PST] 2.2.2.7.7.

use std::collections::HashSet;

use super::storage::Storage;
use crate::flaw::{Flaw, Flaws};
use crate::format::{BTreeEntry, BTreePage, Layout, PageRef, PageType, child_page};

/// One of the two B-trees of a file.
pub(crate) struct BTree {
    root: PageRef,
    page_type: PageType,
}

impl BTree {
    pub(crate) fn new(root: PageRef, page_type: PageType) -> Self {
        Self { root, page_type }
    }

    /// Returns the leaf entry with a key.
    pub(crate) fn find(&self, storage: &Storage, key: u64) -> Result<Option<BTreeEntry>, Flaw> {
        let mut at = self.root;
        let mut level_above = None;
        loop {
            let page = storage.page(at, self.page_type)?;
            // Each page must have a lower level than the page above it, so a cycle of pages ends the loop.
            if level_above.is_some_and(|above| page.level >= above) {
                return Err(self.level_flaw(at));
            }
            level_above = Some(page.level);
            let Some(entry) = self.last_not_after(&page, key, storage.layout) else {
                return Ok(None);
            };
            if page.level == 0 {
                let found = self.page_type.key(entry, storage.layout) == Some(key);
                return Ok(found.then(|| BTreeEntry::new(entry)));
            }
            at = child_page(entry, storage.layout).ok_or_else(|| {
                Flaw::new(self.page_type.structure(), "an entry of the page (BTENTRY) ends too early")
                    .at(at.offset.value())
            })?;
        }
    }

    /// Visits every leaf entry. If a page can't be read, only the entries in or below the page are missing.
    pub(crate) fn for_each(&self, storage: &Storage, flaws: &mut Flaws, visit: &mut dyn FnMut(&BTreeEntry)) {
        self.leaves(storage, flaws, &mut |_, page| {
            page.entries().for_each(|entry| visit(&BTreeEntry::new(entry)));
        });
    }

    /// Returns true if every page is sound and every key can be found from the root. Reads every page.
    pub(crate) fn is_intact(&self, storage: &Storage, flaws: &mut Flaws) -> bool {
        let mut previous = None;
        let mut intact = true;
        self.leaves(storage, flaws, &mut |at, page| {
            intact &= page.sound;
            let key_of = |entry| self.page_type.key(entry, storage.layout);
            let mut keys = page.entries().filter_map(key_of);
            // A look-up can't find keys that are out of order, or keys that the inner pages do not lead to.
            intact &= keys.all(|key| previous.replace(key).is_none_or(|previous| previous < key));
            for entry in [page.entry(0), page.count().checked_sub(1).and_then(|last| page.entry(last))] {
                let key = entry.and_then(key_of);
                intact &= key.is_none_or(|key| self.leads_to(storage, key, at));
            }
        });
        intact && flaws.is_empty()
    }

    /// Returns true if a look-up of the key leads to the page `leaf` through undamaged inner pages.
    fn leads_to(&self, storage: &Storage, key: u64, leaf: PageRef) -> bool {
        let mut at = self.root;
        for _ in 0..=u8::MAX {
            if at.offset == leaf.offset {
                return true;
            }
            let Ok(page) = storage.page(at, self.page_type) else { return false };
            let entry = self.last_not_after(&page, key, storage.layout);
            let child = entry.and_then(|entry| child_page(entry, storage.layout)).filter(|_| page.sound);
            let Some(child) = child else { return false };
            at = child;
        }
        false
    }

    /// Returns the last entry of a page whose key is not greater than `key`.
    fn last_not_after<'p>(&self, page: &'p BTreePage, key: u64, layout: Layout) -> Option<&'p [u8]> {
        let after = partition_point(page.count(), |index| {
            let found = page.entry(index).and_then(|entry| self.page_type.key(entry, layout));
            found.is_some_and(|found| found <= key)
        });
        after.checked_sub(1).and_then(|index| page.entry(index))
    }

    /// Visits every leaf page, in the order of the keys.
    pub(crate) fn leaves(
        &self,
        storage: &Storage,
        flaws: &mut Flaws,
        visit: &mut dyn FnMut(PageRef, &BTreePage),
    ) {
        let mut visited = HashSet::new();
        let mut stack = vec![(self.root, u8::MAX)];
        while let Some((at, level_above)) = stack.pop() {
            if !visited.insert(at.offset) {
                flaws.push(
                    Flaw::new(self.page_type.structure(), "the page is listed twice").at(at.offset.value()),
                );
                continue;
            }
            let Some(page) = flaws.catch(storage.page(at, self.page_type)) else { continue };
            if page.level >= level_above {
                flaws.push(self.level_flaw(at));
            } else if page.level == 0 {
                visit(at, &page);
            } else {
                let children: Vec<_> =
                    page.entries().filter_map(|entry| child_page(entry, storage.layout)).collect();
                stack.extend(children.into_iter().rev().map(|child| (child, page.level)));
            }
        }
    }

    fn level_flaw(&self, at: PageRef) -> Flaw {
        let what = "the level of the page (cLevel) is not lower than the level of the page above";
        Flaw::new(self.page_type.structure(), what).at(at.offset.value())
    }
}

/// Returns the number of indices below `count` for which `holds` is true. These indices must precede all others.
fn partition_point(count: usize, holds: impl Fn(usize) -> bool) -> usize {
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

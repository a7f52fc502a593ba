//! Finds the roots of the B-trees in a file without a header.

use std::collections::{HashMap, HashSet};

use super::scanner::{Scan, ScannedPage};
use crate::format::{BlockId, ByteIndex, Layout, PageRef, PageType, page_children};
use crate::read_at::{ReadAt, read_up_to};

/// Maximum number of pages that are tried as a root.
const MAX_TRIES: usize = 16;

/// Returns the roots of the node B-tree and the block B-tree. The reference to a lost root is zero. An older root
/// is not used, because it would lead to an older state of the file.
pub(crate) fn newest_roots(source: &dyn ReadAt, layout: Layout, scan: &Scan) -> (PageRef, PageRef) {
    (newest_root(source, layout, scan, PageType::Nbt), newest_root(source, layout, scan, PageType::Bbt))
}

/// Returns the root of one B-tree. The root is a page of the highest level. Its range of keys overlaps the ranges
/// of all other pages of that level. All pages below the root must exist, and the newest page must be one of them.
fn newest_root(source: &dyn ReadAt, layout: Layout, scan: &Scan, page_type: PageType) -> PageRef {
    let pages: HashMap<u64, &ScannedPage> = scan.pages(page_type).map(|page| (page.offset, page)).collect();
    let highest = scan.pages(page_type).map(|page| page.level).max();
    let of_highest = || scan.pages(page_type).filter(|page| Some(page.level) == highest);
    let overlap = |a: &ScannedPage, b: &ScannedPage| a.first_key <= b.last_key && a.last_key >= b.first_key;
    let newest = scan.pages(page_type).next();
    let root = of_highest().take(MAX_TRIES).find(|root| {
        of_highest().all(|page| overlap(page, root))
            && pages_of_tree(source, layout, &pages, root)
                .is_some_and(|tree| newest.is_some_and(|newest| tree.contains(&newest.offset)))
    });
    root.map_or(PageRef { bid: BlockId::NONE, offset: ByteIndex::new(0) }, ScannedPage::page_ref)
}

/// Returns the offsets of all pages of a tree, or `None` if a page is lost.
fn pages_of_tree(
    source: &dyn ReadAt,
    layout: Layout,
    pages: &HashMap<u64, &ScannedPage>,
    root: &ScannedPage,
) -> Option<HashSet<u64>> {
    let mut seen = HashSet::from([root.offset]);
    let mut stack = vec![root];
    while let Some(page) = stack.pop() {
        if page.level == 0 {
            continue;
        }
        let bytes = read_up_to(source, page.offset, layout.page_size()).ok()?;
        for child in page_children(&bytes, layout)? {
            let below = pages.get(&child.offset.value()).copied();
            let below =
                below.filter(|below| BlockId::new(below.bid) == child.bid && below.level < page.level)?;
            if !seen.insert(below.offset) {
                return None;
            }
            stack.push(below);
        }
    }
    Some(seen)
}

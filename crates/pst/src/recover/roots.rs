//! A file without a header: which pages are the roots of its B-trees.

use std::collections::{HashMap, HashSet};

use super::scan::{FoundPage, Scan};
use crate::Layout;
use crate::ndb::{BlockId, ByteIndex, PageRef, PageType, page_children};
use crate::read_at::{ReadAt, read_up_to};

/// How many pages are tried for a root.
const MOST_TRIES: usize = 16;

/// The roots of node and block B-tree; nowhere if the real one is gone, since an older one would lead to an older state
/// of the file.
pub(crate) fn roots(source: &dyn ReadAt, layout: Layout, scan: &Scan) -> (PageRef, PageRef) {
    (root(source, layout, scan, PageType::Nbt), root(source, layout, scan, PageType::Bbt))
}

/// The root is of the highest level and has no siblings; its tree is whole, and the tree's newest page is in it.
fn root(source: &dyn ReadAt, layout: Layout, scan: &Scan, page_type: PageType) -> PageRef {
    let pages: HashMap<u64, &FoundPage> = scan.pages(page_type).map(|page| (page.offset, page)).collect();
    let highest = scan.pages(page_type).map(|page| page.level).max();
    let of_highest = || scan.pages(page_type).filter(|page| Some(page.level) == highest);
    let overlap = |a: &FoundPage, b: &FoundPage| a.first <= b.last && a.last >= b.first;
    let newest = scan.pages(page_type).next();
    let root = of_highest().take(MOST_TRIES).find(|root| {
        of_highest().all(|page| overlap(page, root))
            && tree(source, layout, &pages, root)
                .is_some_and(|tree| newest.is_some_and(|newest| tree.contains(&newest.offset)))
    });
    let (bid, offset) = root.map_or((0, 0), |page| (page.bid, page.offset));
    PageRef { bid: BlockId::new(bid), offset: ByteIndex::new(offset) }
}

/// The places of all pages below a root; `None` if one of them is not there any more.
fn tree(
    source: &dyn ReadAt,
    layout: Layout,
    pages: &HashMap<u64, &FoundPage>,
    root: &FoundPage,
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

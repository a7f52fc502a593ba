//! Which parts of the index are merged.
//!
//! Every commit leaves a part (a segment, in tantivy's words). Merging all of them again and again would cost each
//! message several times what indexing it did, and as much memory as the index is large; not merging at all would
//! leave thousands after many small imports. So the small ones are merged until they are large, and then left alone.

use std::fs;
use std::path::PathBuf;

use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::merge_policy::{MergeCandidate, MergePolicy};

/// Small parts that are merged at once.
const AT_ONCE: usize = 8;
/// Bytes of a part that is small. What fills the writer's memory is larger.
const SMALL: u64 = 12 * 1024 * 1024;

/// What is large of a part.
const LARGE: [SegmentComponent; 3] =
    [SegmentComponent::Postings, SegmentComponent::Positions, SegmentComponent::Terms];

/// Merges small parts.
#[derive(Debug)]
pub(crate) struct SmallOnes {
    /// The index's folder.
    dir: PathBuf,
}

impl SmallOnes {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Bytes of a part's large files.
    fn size(&self, part: &SegmentMeta) -> u64 {
        let files = LARGE.into_iter().map(|file| self.dir.join(part.relative_path(file)));
        files.filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).sum()
    }
}

impl MergePolicy for SmallOnes {
    fn compute_merge_candidates(&self, parts: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let all = parts.iter().map(|part| Part {
            size: self.size(part),
            messages: part.max_doc(),
            gone: part.num_deleted_docs(),
        });
        let chosen = choose(&all.collect::<Vec<_>>()).into_iter();
        let ids = |group: Vec<usize>| {
            let ids = group.into_iter().filter_map(|at| parts.get(at)).map(SegmentMeta::id);
            MergeCandidate(ids.collect())
        };
        chosen.map(ids).collect()
    }
}

struct Part {
    size: u64,
    messages: u32,
    /// Messages that were taken out or replaced, and still take room.
    gone: u32,
}

/// Positions of those that become one, group by group.
fn choose(parts: &[Part]) -> Vec<Vec<usize>> {
    let mostly_gone = |part: &Part| part.gone > part.messages / 2;
    let (gone, rest): (Vec<usize>, Vec<usize>) =
        (0..parts.len()).partition(|&at| parts.get(at).is_some_and(mostly_gone));
    let mut groups: Vec<Vec<usize>> = gone.into_iter().map(|at| vec![at]).collect();
    let size = |at: usize| parts.get(at).map_or(u64::MAX, |part| part.size);
    let mut small: Vec<usize> = rest.into_iter().filter(|&at| size(at) < SMALL).collect();
    small.sort_by_key(|&at| size(at));
    groups.extend(small.chunks_exact(AT_ONCE).map(<[usize]>::to_vec));
    groups
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Part, SMALL, choose};

    fn parts(sizes: &[u64]) -> Vec<Part> {
        sizes.iter().map(|&size| Part { size, messages: 100, gone: 0 }).collect()
    }

    #[test]
    fn small_parts_are_merged_once_there_are_enough() {
        assert!(choose(&parts(&[1; AT_ONCE - 1])).is_empty());
        assert_eq!(choose(&parts(&[1; AT_ONCE])), [(0..AT_ONCE).collect::<Vec<_>>()]);
        assert_eq!(choose(&parts(&[1; 2 * AT_ONCE + 3])).len(), 2);
    }

    #[test]
    fn large_parts_are_left_alone() {
        assert!(choose(&parts(&[SMALL; 100])).is_empty());
        let mut sizes = vec![SMALL; 3];
        sizes.extend([5; AT_ONCE]);
        assert_eq!(choose(&parts(&sizes)), [(3..3 + AT_ONCE).collect::<Vec<_>>()]);
    }

    #[test]
    fn room_of_what_is_gone_comes_back() {
        let part = |gone| Part { size: 10 * SMALL, messages: 100, gone };
        assert_eq!(choose(&[part(50), part(51), part(100)]), [[1], [2]]);
    }
}

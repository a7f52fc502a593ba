//! Chooses the segments of the index that are merged.
//!
//! Each commit creates a segment. Merging all segments repeatedly would take several times as long as indexing,
//! and would need memory for the whole index. Without merging, many small imports would leave thousands of
//! segments. Therefore only small segments are merged.

use std::fs;
use std::path::PathBuf;

use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::merge_policy::{MergeCandidate, MergePolicy};

/// The number of small segments that are merged into one.
const GROUP: usize = 8;
/// Segments with fewer bytes than this are small. A segment that fills the memory of the writer is larger.
const SMALL: u64 = 12 * 1024 * 1024;

/// The large files of a segment.
const LARGE: [SegmentComponent; 3] =
    [SegmentComponent::Postings, SegmentComponent::Positions, SegmentComponent::Terms];

/// Merges small segments, and rewrites segments of which most messages were deleted.
#[derive(Debug)]
pub(crate) struct MergeSmallSegments {
    /// The folder of the index.
    dir: PathBuf,
}

impl MergeSmallSegments {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Returns the total size of the large files of a segment, in bytes.
    fn size(&self, segment: &SegmentMeta) -> u64 {
        let files = LARGE.into_iter().map(|file| self.dir.join(segment.relative_path(file)));
        files.filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).sum()
    }
}

impl MergePolicy for MergeSmallSegments {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let all = segments.iter().map(|segment| SegmentSize {
            size: self.size(segment),
            messages: segment.max_doc(),
            deleted: segment.num_deleted_docs(),
        });
        let chosen = choose(&all.collect::<Vec<_>>()).into_iter();
        let ids = |group: Vec<usize>| {
            let ids = group.into_iter().filter_map(|at| segments.get(at)).map(SegmentMeta::id);
            MergeCandidate(ids.collect())
        };
        chosen.map(ids).collect()
    }
}

struct SegmentSize {
    size: u64,
    messages: u32,
    /// The number of messages that were deleted or replaced, and still take up space.
    deleted: u32,
}

/// Returns groups of positions in `segments`. Each group is merged into one segment.
fn choose(segments: &[SegmentSize]) -> Vec<Vec<usize>> {
    let is_mostly_deleted = |segment: &SegmentSize| segment.deleted > segment.messages / 2;
    let (deleted, rest): (Vec<usize>, Vec<usize>) =
        (0..segments.len()).partition(|&at| segments.get(at).is_some_and(is_mostly_deleted));
    let mut groups: Vec<Vec<usize>> = deleted.into_iter().map(|at| vec![at]).collect();
    let size = |at: usize| segments.get(at).map_or(u64::MAX, |segment| segment.size);
    let mut small: Vec<usize> = rest.into_iter().filter(|&at| size(at) < SMALL).collect();
    small.sort_by_key(|&at| size(at));
    groups.extend(small.chunks_exact(GROUP).map(<[usize]>::to_vec));
    groups
}

#[cfg(test)]
mod tests {
    use super::{GROUP, SMALL, SegmentSize, choose};

    fn segments(sizes: &[u64]) -> Vec<SegmentSize> {
        sizes.iter().map(|&size| SegmentSize { size, messages: 100, deleted: 0 }).collect()
    }

    #[test]
    fn small_segments_are_merged_once_there_are_enough() {
        assert!(choose(&segments(&[1; GROUP - 1])).is_empty());
        assert_eq!(choose(&segments(&[1; GROUP])), [(0..GROUP).collect::<Vec<_>>()]);
        assert_eq!(choose(&segments(&[1; 2 * GROUP + 3])).len(), 2);
    }

    #[test]
    fn large_segments_are_not_merged() {
        assert!(choose(&segments(&[SMALL; 100])).is_empty());
        let mut sizes = vec![SMALL; 3];
        sizes.extend([5; GROUP]);
        assert_eq!(choose(&segments(&sizes)), [(3..3 + GROUP).collect::<Vec<_>>()]);
    }

    #[test]
    fn the_space_of_deleted_messages_is_freed() {
        let segment = |deleted| SegmentSize { size: 10 * SMALL, messages: 100, deleted };
        assert_eq!(choose(&[segment(50), segment(51), segment(100)]), [[1], [2]]);
    }
}

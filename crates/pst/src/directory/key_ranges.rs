//! A set of node ids, stored as ranges.

use std::collections::BTreeMap;

/// Ranges of keys that do not overlap.
#[derive(Debug, Default)]
pub(super) struct KeyRanges(BTreeMap<u32, u32>);

impl KeyRanges {
    /// Returns true if a range contains a key.
    pub(super) fn contains(&self, key: u32) -> bool {
        self.0.range(..=key).next_back().is_some_and(|(_, &last)| key <= last)
    }

    /// Adds all keys from `first` to `last`, and joins the ranges that overlap.
    pub(super) fn insert(&mut self, first: u32, last: u32) {
        let (mut first, mut last) = (first.min(last), first.max(last));
        while let Some((&start, &end)) = self.0.range(..=last).next_back().filter(|(_, end)| **end >= first) {
            first = first.min(start);
            last = last.max(end);
            self.0.remove(&start);
        }
        self.0.insert(first, last);
    }
}

#[cfg(test)]
mod tests {
    use super::KeyRanges;

    #[test]
    fn ranges_that_overlap_are_joined() {
        let mut ranges = KeyRanges::default();
        for (first, last) in [(10, 20), (40, 30), (60, 70), (18, 35)] {
            ranges.insert(first, last);
        }
        for (key, within) in [(9, false), (10, true), (25, true), (40, true), (41, false), (65, true)] {
            assert_eq!(ranges.contains(key), within, "{key}");
        }
        assert_eq!(ranges.0.len(), 2);
    }
}

//! Keeps the matches with the highest scores.

use std::cmp::Ordering;

/// How many of the best matches are sorted by score. The others follow by date.
const MAX_SORTED: usize = 10_000;

/// The matches with the highest scores so far.
#[derive(Debug, Default)]
pub(crate) struct Best {
    /// Scores and ranks, unsorted. At most twice [`MAX_SORTED`] entries.
    candidates: Vec<(f32, u32)>,
    /// Matches with a lower score are not among the best. `None` until matches are dropped for the first time.
    lowest: Option<f32>,
}

fn better(a: (f32, u32), b: (f32, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Best {
    /// Returns true if a match with this score can be among the best.
    pub(crate) fn accepts(&self, score: f32) -> bool {
        self.lowest.is_none_or(|lowest| score >= lowest)
    }

    pub(crate) fn insert(&mut self, score: f32, rank: u32) {
        self.candidates.push((score, rank));
        if self.candidates.len() >= MAX_SORTED.saturating_mul(2) {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.candidates.len() > MAX_SORTED {
            let (_, least, _) = self.candidates.select_nth_unstable_by(MAX_SORTED, |a, b| better(*a, *b));
            self.lowest = Some(least.0);
            self.candidates.truncate(MAX_SORTED);
        }
    }

    /// Adds the best matches of another segment.
    pub(crate) fn extend(&mut self, more: Option<Self>) {
        for (score, rank) in more.into_iter().flat_map(|more| more.candidates) {
            if self.accepts(score) {
                self.insert(score, rank);
            }
        }
    }

    /// Returns the ranks of the best matches, sorted from the highest score to the lowest.
    pub(crate) fn ranks(mut self) -> Vec<u32> {
        self.shrink();
        self.candidates.sort_unstable_by(|a, b| better(*a, *b));
        self.candidates.into_iter().map(|(_, rank)| rank).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Best, MAX_SORTED};

    #[test]
    fn the_best_come_first_and_no_more_than_are_wanted() {
        let scores =
            |count: u16| (0..count).map(|rank| (f32::from(rank.wrapping_mul(7919) % 1000), u32::from(rank)));
        for count in [0, 1, 100, 9_999, 10_001, 60_000] {
            let mut expected: Vec<(f32, u32)> = scores(count).collect();
            expected.sort_by(|a, b| super::better(*a, *b));
            expected.truncate(MAX_SORTED);
            let (mut one, mut other) = (Best::default(), Best::default());
            for (score, rank) in scores(count) {
                let best = if rank % 3 == 0 { &mut one } else { &mut other };
                if best.accepts(score) {
                    best.insert(score, rank);
                }
            }
            one.extend(Some(other));
            let expected: Vec<u32> = expected.into_iter().map(|(_, rank)| rank).collect();
            assert_eq!(one.ranks(), expected, "of {count}");
        }
    }
}

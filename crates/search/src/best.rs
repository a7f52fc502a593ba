//! The best of many matches.

use std::cmp::Ordering;

/// Best matches that are sorted; those behind them come newest first.
const SORTED: usize = 10_000;

/// The best matches so far.
#[derive(Debug, Default)]
pub(crate) struct Best {
    /// Scores and ranks, in no order; up to twice as many as are wanted.
    some: Vec<(f32, u32)>,
    /// What is not better than this score is not among the best.
    least: Option<f32>,
}

fn better(a: (f32, u32), b: (f32, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Best {
    /// False if something with this score need not be inserted.
    pub(crate) fn takes(&self, score: f32) -> bool {
        self.least.is_none_or(|least| score >= least)
    }

    pub(crate) fn insert(&mut self, score: f32, rank: u32) {
        self.some.push((score, rank));
        if self.some.len() >= SORTED.saturating_mul(2) {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.some.len() > SORTED {
            let (_, least, _) = self.some.select_nth_unstable_by(SORTED, |a, b| better(*a, *b));
            self.least = Some(least.0);
            self.some.truncate(SORTED);
        }
    }

    /// Takes in those of another part.
    pub(crate) fn extend(&mut self, more: Option<Self>) {
        for (score, rank) in more.into_iter().flat_map(|more| more.some) {
            if self.takes(score) {
                self.insert(score, rank);
            }
        }
    }

    /// Their ranks, best first.
    pub(crate) fn ranks(mut self) -> Vec<u32> {
        self.shrink();
        self.some.sort_unstable_by(|a, b| better(*a, *b));
        self.some.into_iter().map(|(_, rank)| rank).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Best, SORTED};

    #[test]
    fn the_best_come_first_and_no_more_than_are_wanted() {
        let scores =
            |count: u16| (0..count).map(|rank| (f32::from(rank.wrapping_mul(7919) % 1000), u32::from(rank)));
        for count in [0, 1, 100, 9_999, 10_001, 60_000] {
            let mut expected: Vec<(f32, u32)> = scores(count).collect();
            expected.sort_by(|a, b| super::better(*a, *b));
            expected.truncate(SORTED);
            let (mut one, mut other) = (Best::default(), Best::default());
            for (score, rank) in scores(count) {
                let best = if rank % 3 == 0 { &mut one } else { &mut other };
                if best.takes(score) {
                    best.insert(score, rank);
                }
            }
            one.extend(Some(other));
            let expected: Vec<u32> = expected.into_iter().map(|(_, rank)| rank).collect();
            assert_eq!(one.ranks(), expected, "of {count}");
        }
    }
}

//! A set of small numbers as bits.

use std::ops::Range;

/// A set of numbers below a limit. Each number is one bit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    limit: usize,
}

impl Bits {
    /// Creates an empty set.
    pub(crate) fn none(limit: usize) -> Self {
        Self { words: vec![0; limit.div_ceil(64)], limit }
    }

    /// Creates a set of all numbers below the limit.
    pub(crate) fn all(limit: usize) -> Self {
        let mut all = Self { words: vec![u64::MAX; limit.div_ceil(64)], limit };
        if let Some(last) = all.words.last_mut() {
            *last = last_word(limit);
        }
        all
    }

    /// Adds a number. Ignores a number that is not below the limit.
    pub(crate) fn insert(&mut self, number: u32) {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(word) = self.words.get_mut(number >> 6).filter(|_| number < self.limit) {
            *word |= 1_u64 << (number & 63);
        }
    }

    /// Adds a number, and returns true if the set did not contain it. Always returns true for a number that is not
    /// below the limit.
    pub(crate) fn insert_new(&mut self, number: u32) -> bool {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(word) = self.words.get_mut(number >> 6).filter(|_| number < self.limit) else {
            return true;
        };
        let bit = 1_u64 << (number & 63);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Removes a number.
    pub(crate) fn remove(&mut self, number: u32) {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(word) = self.words.get_mut(number >> 6) {
            *word &= !(1_u64 << (number & 63));
        }
    }

    #[cfg(test)]
    pub(crate) fn contains(&self, number: usize) -> bool {
        self.words.get(number >> 6).is_some_and(|word| word & (1_u64 << (number & 63)) != 0)
    }

    /// Adds the numbers of another set.
    pub(crate) fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Removes the numbers outside a range.
    pub(crate) fn keep(&mut self, range: &Range<usize>) {
        for (at, word) in self.words.iter_mut().enumerate() {
            let first = at.saturating_mul(64);
            let from = range.start.saturating_sub(first);
            let to = range.end.saturating_sub(first);
            *word &= upto(to) & !upto(from);
        }
    }

    /// Removes the numbers for which `fits` returns false.
    pub(crate) fn retain(&mut self, fits: impl Fn(usize) -> bool) {
        for (at, word) in self.words.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                if !fits(at.saturating_mul(64).saturating_add(usize::try_from(bit).unwrap_or(0))) {
                    *word &= !(1_u64 << bit);
                }
            }
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.words.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }

    /// Returns the number of members in a range.
    pub(crate) fn count_in(&self, range: Range<usize>) -> usize {
        let first = range.start >> 6;
        let words =
            self.words.iter().enumerate().skip(first).take_while(|(at, _)| at.saturating_mul(64) < range.end);
        let within = words.map(|(at, word)| {
            let start = at.saturating_mul(64);
            let mask = upto(range.end.saturating_sub(start)) & !upto(range.start.saturating_sub(start));
            usize::try_from((word & mask).count_ones()).unwrap_or(0)
        });
        within.sum()
    }

    /// Returns the highest member in a range.
    pub(crate) fn last_in(&self, range: Range<usize>) -> Option<usize> {
        let end = range.end.div_ceil(64).min(self.words.len());
        let words = self.words.get(..end)?.iter().enumerate().rev();
        words.take_while(|(at, _)| at.saturating_add(1).saturating_mul(64) > range.start).find_map(
            |(at, word)| {
                let start = at.saturating_mul(64);
                let mask = upto(range.end.saturating_sub(start)) & !upto(range.start.saturating_sub(start));
                let bit = (word & mask).checked_ilog2()?;
                Some(start.saturating_add(usize::try_from(bit).ok()?))
            },
        )
    }

    /// Returns the members in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = usize::try_from(left.trailing_zeros()).unwrap_or(0);
                    left &= left.wrapping_sub(1);
                    at.saturating_mul(64).saturating_add(bit)
                })
            })
        })
    }
}

impl Bits {
    /// Returns the members below `end` in descending order.
    pub(crate) fn iter_back(&self, end: usize) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().rev().flat_map(move |(at, &word)| {
            let start = at.saturating_mul(64);
            let mut left = word & upto(end.saturating_sub(start));
            std::iter::from_fn(move || {
                let bit = left.checked_ilog2()?;
                left &= !1_u64.wrapping_shl(bit);
                Some(start.saturating_add(usize::try_from(bit).unwrap_or(0)))
            })
        })
    }
}

/// Returns a mask of the bits of the last word that are below the limit.
fn last_word(limit: usize) -> u64 {
    match limit & 63 {
        0 => u64::MAX,
        rest => upto(rest),
    }
}

fn upto(bits: usize) -> u64 {
    if bits >= 64 { u64::MAX } else { (1_u64 << bits).wrapping_sub(1) }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn a_set_is_counted_and_narrowed() {
        for limit in [0, 1, 63, 64, 65, 200] {
            assert_eq!(Bits::all(limit).count(), limit);
            assert_eq!(Bits::all(limit).iter().collect::<Vec<_>>(), (0..limit).collect::<Vec<_>>());
        }
        let mut bits = Bits::none(200);
        for number in [3, 64, 65, 130, 199, 200] {
            bits.insert(number);
        }
        assert_eq!(bits.iter().collect::<Vec<_>>(), [3, 64, 65, 130, 199]);
        assert_eq!(bits.iter_back(200).collect::<Vec<_>>(), [199, 130, 65, 64, 3]);
        assert_eq!(bits.iter_back(130).collect::<Vec<_>>(), [65, 64, 3]);
        assert_eq!(bits.iter_back(3).collect::<Vec<_>>(), [0; 0]);
        assert_eq!((bits.count_in(0..64), bits.count_in(64..131), bits.count_in(65..65)), (1, 3, 0));
        assert_eq!(
            (bits.last_in(0..199), bits.last_in(0..64), bits.last_in(66..130)),
            (Some(130), Some(3), None)
        );
        assert!(bits.contains(130) && !bits.contains(131));
        assert!(!bits.insert_new(130) && bits.insert_new(131) && bits.contains(131));
        bits.remove(131);
        assert!(!bits.contains(131));
        bits.keep(&(64..199));
        bits.retain(|number| number != 65);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [64, 130]);
    }
}

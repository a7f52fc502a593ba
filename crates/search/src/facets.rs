//! Counts hits by sender, date and tag.

use crate::order::NO_DATE;
use crate::results::Results;

/// A value and the number of hits with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value: an address, or a tag such as `type:pdf`.
    pub value: String,
    /// The number of hits.
    pub count: usize,
}

impl Results {
    /// Counts hits by the [`key`](foundmail_mail::Person::key) of the sender. Returns at most `most` senders, the
    /// most frequent first.
    pub fn senders(&self, most: usize) -> Vec<Count> {
        let order = &self.order;
        let mut counts = vec![0_usize; order.people.len()];
        self.tally(&order.senders, &mut counts);
        // The first entry is for messages without a sender.
        if let Some(first) = counts.first_mut() {
            *first = 0;
        }
        largest(&counts, &order.people, most)
    }

    /// Counts hits by tag (`has:attachment`, `kind:mail`, `type:pdf`), the most frequent first.
    pub fn tags(&self) -> Vec<Count> {
        let order = &self.order;
        let mut sets = vec![0_usize; order.tag_sets.len()];
        self.tally(&order.tags, &mut sets);
        let mut counts = vec![0_usize; order.tag_names.len()];
        for (set, &count) in order.tag_sets.iter().zip(&sets) {
            for tag in set {
                if let Some(sum) = usize::try_from(*tag).ok().and_then(|tag| counts.get_mut(tag)) {
                    *sum = sum.saturating_add(count);
                }
            }
        }
        largest(&counts, &order.tag_names, usize::MAX)
    }

    /// Counts hits in consecutive ranges of dates. Each range begins at one of the given seconds and ends before
    /// the next one.
    pub fn between(&self, seconds: &[i64]) -> Vec<usize> {
        let spans = seconds.windows(2).map(|pair| match pair {
            [from, to] => self.bits.count_in(self.order.dated(Some(*from), Some(*to))),
            _ => 0,
        });
        spans.collect()
    }

    /// Returns the dates of the oldest and the newest hit, in seconds since 1970. `None` if no hit has a date.
    pub fn span(&self) -> Option<(i64, i64)> {
        let date = |rank: usize| self.order.dates.get(rank).copied().filter(|&date| date != NO_DATE);
        let newest = self.bits.iter().next().and_then(date)?;
        let oldest = self.bits.last_in(self.order.dated(None, None)).and_then(date)?;
        Some((oldest, newest))
    }

    /// Adds the number of hits with each value of a column to `counts`.
    fn tally(&self, column: &[u32], counts: &mut [usize]) {
        for rank in self.bits.iter() {
            let value = column.get(rank).and_then(|&value| usize::try_from(value).ok());
            if let Some(count) = value.and_then(|value| counts.get_mut(value)) {
                *count = count.saturating_add(1);
            }
        }
    }
}

fn largest(counts: &[usize], names: &[String], most: usize) -> Vec<Count> {
    let mut some: Vec<(usize, &String)> =
        counts.iter().copied().zip(names).filter(|(count, _)| *count > 0).collect();
    some.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    some.truncate(most);
    some.into_iter().map(|(count, name)| Count { value: name.clone(), count }).collect()
}

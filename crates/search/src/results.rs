//! The result of a search.

use std::sync::Arc;

use crate::bits::Bits;
use crate::order::{NO_DATE, Order};

/// The messages that match a query, sorted by date or by relevance.
#[derive(Debug, Clone)]
pub struct Results {
    pub(crate) order: Arc<Order>,
    pub(crate) bits: Bits,
    /// The ranks of the matches with the highest scores, highest first. Empty if the result is sorted by date.
    best: Vec<u32>,
    /// The matches that are not in `best`.
    rest: Bits,
    count: usize,
    oldest_first: bool,
}

/// One message in a search result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The id of the message.
    pub id: u32,
    /// The id of its thread.
    pub thread: u32,
    /// The date of the message, in seconds since 1970.
    pub date: Option<i64>,
}

impl Results {
    /// Creates a result. `best` contains the ranks of the matches with the highest scores, highest first.
    pub(crate) fn new(order: Arc<Order>, bits: Bits, best: Vec<u32>) -> Self {
        let count = bits.count();
        let mut rest = Bits::default();
        if !best.is_empty() {
            rest = bits.clone();
            for &rank in &best {
                rest.remove(rank);
            }
        }
        Self { order, bits, best, rest, count, oldest_first: false }
    }

    /// Returns the result sorted by date, oldest first. Messages without a date are last.
    #[must_use]
    pub fn oldest_first(self) -> Self {
        Self { best: Vec::new(), rest: Bits::default(), oldest_first: true, ..self }
    }

    /// Returns the number of messages that match.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the messages in the order of the result: by date, or by score, highest first.
    pub fn hits(&self) -> Box<dyn Iterator<Item = Hit> + '_> {
        Box::new(self.ranks().filter_map(|rank| self.hit(rank)))
    }

    /// Returns the ids of all messages that match, newest first.
    pub fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.iter().filter_map(|rank| self.order.ids.get(rank).copied())
    }

    /// Returns the first message of each thread, in the order of the result. `into` returns the id of the thread
    /// into which a thread was merged. That id is never higher than the id of the merged thread.
    pub fn conversations(&self, into: impl Fn(u32) -> u32) -> Vec<Hit> {
        let last = usize::try_from(self.order.last_thread).unwrap_or(0);
        let mut seen = Bits::none(last.saturating_add(1));
        let mut firsts = Vec::new();
        let mut see = |rank: usize| {
            let Some(&thread) = self.order.threads.get(rank) else { return };
            let thread = into(thread);
            if seen.insert_new(thread) {
                firsts.extend(self.hit(rank).map(|hit| Hit { thread, ..hit }));
            }
        };
        if self.oldest_first {
            self.oldest_ranks().for_each(see);
        } else if self.best.is_empty() {
            self.bits.iter().for_each(see);
        } else {
            self.best.iter().filter_map(|&rank| usize::try_from(rank).ok()).for_each(&mut see);
            self.rest.iter().for_each(see);
        }
        firsts
    }

    fn ranks(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        if self.oldest_first {
            Box::new(self.oldest_ranks())
        } else if self.best.is_empty() {
            Box::new(self.bits.iter())
        } else {
            let best = self.best.iter().map(|&rank| usize::try_from(rank).unwrap_or(usize::MAX));
            Box::new(best.chain(self.rest.iter()))
        }
    }

    fn oldest_ranks(&self) -> impl Iterator<Item = usize> + '_ {
        let dated = self.order.dated(None, None).end;
        let undated = self.bits.iter().skip_while(move |&rank| rank < dated);
        self.bits.iter_back(dated).chain(undated)
    }

    fn hit(&self, rank: usize) -> Option<Hit> {
        let order = &self.order;
        let date = order.dates.get(rank).copied().filter(|&date| date != NO_DATE);
        Some(Hit { id: *order.ids.get(rank)?, thread: *order.threads.get(rank)?, date })
    }
}

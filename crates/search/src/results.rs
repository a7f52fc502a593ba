//! What a search found: counted, sorted, grouped.

use std::sync::Arc;

use crate::bits::Bits;
use crate::order::{NO_DATE, Order};

/// What a search found.
#[derive(Debug, Clone)]
pub struct Results {
    pub(crate) order: Arc<Order>,
    pub(crate) bits: Bits,
    /// Ranks of the best matches, best first; empty where they are sorted by date.
    best: Vec<u32>,
    /// Those that match less well.
    rest: Bits,
    count: usize,
}

/// A message that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub id: u32,
    /// Its conversation.
    pub thread: u32,
    /// Seconds since 1970.
    pub date: Option<i64>,
}

impl Results {
    /// `best` are the ranks of the best matches, best first.
    pub(crate) fn new(order: Arc<Order>, bits: Bits, best: Vec<u32>) -> Self {
        let count = bits.count();
        let mut rest = Bits::default();
        if !best.is_empty() {
            rest = bits.clone();
            for &rank in &best {
                rest.remove(rank);
            }
        }
        Self { order, bits, best, rest, count }
    }

    /// Messages that match.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Messages in order, newest or best first.
    pub fn hits(&self) -> Box<dyn Iterator<Item = Hit> + '_> {
        Box::new(self.ranks().filter_map(|rank| self.hit(rank)))
    }

    /// Ids of all messages that match, newest first.
    pub fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.iter().filter_map(|rank| self.order.ids.get(rank).copied())
    }

    /// The first message of each conversation, in order. `into` gives the conversation that one has become part of,
    /// which is never a later one.
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
        if self.best.is_empty() {
            self.bits.iter().for_each(see);
        } else {
            self.best.iter().filter_map(|&rank| usize::try_from(rank).ok()).for_each(&mut see);
            self.rest.iter().for_each(see);
        }
        firsts
    }

    fn ranks(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        if self.best.is_empty() {
            Box::new(self.bits.iter())
        } else {
            let best = self.best.iter().map(|&rank| usize::try_from(rank).unwrap_or(usize::MAX));
            Box::new(best.chain(self.rest.iter()))
        }
    }

    fn hit(&self, rank: usize) -> Option<Hit> {
        let order = &self.order;
        let date = order.dates.get(rank).copied().filter(|&date| date != NO_DATE);
        Some(Hit { id: *order.ids.get(rank)?, thread: *order.threads.get(rank)?, date })
    }
}

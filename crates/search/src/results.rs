//! What a search found: counted, sorted, grouped.

use std::sync::Arc;

use crate::bits::Bits;
use crate::order::{NO_DATE, Order};

/// What a search found.
#[derive(Debug, Clone)]
pub struct Results {
    pub(crate) order: Arc<Order>,
    pub(crate) bits: Bits,
    /// Ranks, best match first; empty where they are sorted by date.
    best: Vec<u32>,
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

/// Best matches that are sorted; those behind them come newest first.
const SORTED: usize = 10_000;
/// How much more a message of today counts than a very old one.
const RECENCY: f32 = 0.2;
/// After so many seconds half of that is gone: two years.
const FADES: f32 = 63_000_000.0;

impl Results {
    pub(crate) fn new(order: Arc<Order>, bits: Bits, scores: Vec<(f32, u32)>) -> Self {
        let count = bits.count();
        let best = if scores.is_empty() { Vec::new() } else { best_first(&order, &bits, scores) };
        Self { order, bits, best, count }
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

    /// The first message of each conversation, in order. `into` gives the conversation that one has become part of.
    pub fn conversations(&self, into: &dyn Fn(u32) -> u32) -> Vec<Hit> {
        let most = self.order.threads.iter().map(|&thread| into(thread)).max().unwrap_or(0);
        let mut seen = Bits::none(usize::try_from(most).unwrap_or(0).saturating_add(1));
        let mut firsts = Vec::new();
        for rank in self.ranks() {
            let Some(&thread) = self.order.threads.get(rank) else { continue };
            let thread = into(thread);
            if !seen.contains(usize::try_from(thread).unwrap_or(usize::MAX)) {
                seen.insert(thread);
                firsts.extend(self.hit(rank).map(|hit| Hit { thread, ..hit }));
            }
        }
        firsts
    }

    fn ranks(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        if self.best.is_empty() {
            Box::new(self.bits.iter())
        } else {
            Box::new(self.best.iter().map(|&rank| usize::try_from(rank).unwrap_or(usize::MAX)))
        }
    }

    fn hit(&self, rank: usize) -> Option<Hit> {
        let order = &self.order;
        let date = order.dates.get(rank).copied().filter(|&date| date != NO_DATE);
        Some(Hit { id: *order.ids.get(rank)?, thread: *order.threads.get(rank)?, date })
    }
}

/// Ranks of all hits, best first. Later letters count a little more.
fn best_first(order: &Order, bits: &Bits, mut scores: Vec<(f32, u32)>) -> Vec<u32> {
    let newest = order.dates.first().copied().unwrap_or(0);
    scores.retain(|(_, rank)| usize::try_from(*rank).is_ok_and(|rank| bits.contains(rank)));
    for (score, rank) in &mut scores {
        let date =
            usize::try_from(*rank).ok().and_then(|rank| order.dates.get(rank)).copied().unwrap_or(NO_DATE);
        if date != NO_DATE {
            #[expect(clippy::cast_precision_loss, reason = "an age, to a day or so")]
            let age = newest.saturating_sub(date).max(0) as f32;
            *score *= 1.0 + RECENCY * FADES / (FADES + age);
        }
    }
    let better = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let rest = if scores.len() > SORTED {
        scores.select_nth_unstable_by(SORTED, better);
        scores.split_off(SORTED)
    } else {
        Vec::new()
    };
    scores.sort_unstable_by(better);
    let mut ranks: Vec<u32> = scores.into_iter().map(|(_, rank)| rank).collect();
    let mut rest: Vec<u32> = rest.into_iter().map(|(_, rank)| rank).collect();
    rest.sort_unstable();
    ranks.append(&mut rest);
    ranks
}

//! The conditions of a query that do not search the index: dates, and sets that the archive resolves.

use std::ops::Range;

use crate::bits::Bits;
use crate::members::Members;
use crate::order::Order;
use crate::query::{Query, Set};

/// A function that returns the messages of a set that the archive knows and the index does not contain.
pub type Sets<'s> = dyn Fn(&Set) -> Members + 's;

/// Conditions that are checked with the columns in memory. This is faster than searching the index.
#[derive(Debug)]
pub(crate) struct Narrowing {
    /// Sets of messages. The bool is true if matching messages must be in the set, and false if they must not.
    sets: Vec<(Members, bool)>,
    /// The ranks of the messages with a matching date.
    dated: Option<Range<usize>>,
}

impl Narrowing {
    /// Splits a query into these conditions and the remaining query. Returns `None` as the query if nothing
    /// remains.
    pub(crate) fn split(
        query: &Query,
        within: Option<&Members>,
        order: &Order,
        sets: &Sets<'_>,
    ) -> (Option<Query>, Self) {
        let mut narrowing =
            Self { sets: within.map(|within| (within.clone(), true)).into_iter().collect(), dated: None };
        let parts = match query {
            Query::And(all) => all.as_slice(),
            query => std::slice::from_ref(query),
        };
        let mut rest: Vec<Query> = Vec::new();
        for part in parts {
            match part {
                Query::All => {}
                Query::Set(set) => narrowing.sets.push((sets(set), true)),
                Query::Not(not) if matches!(**not, Query::Set(_)) => {
                    if let Query::Set(set) = &**not {
                        narrowing.sets.push((sets(set), false));
                    }
                }
                Query::Date { from, to } => {
                    let range = order.dated(*from, *to);
                    let known = narrowing.dated.unwrap_or(0..usize::MAX);
                    narrowing.dated = Some(known.start.max(range.start)..known.end.min(range.end));
                }
                part => rest.push(part.clone()),
            }
        }
        let rest = match rest.len() {
            0 => None,
            1 => rest.pop(),
            _ => Some(Query::And(rest)),
        };
        (rest, narrowing)
    }

    /// Removes the messages that do not match from `bits`.
    pub(crate) fn apply(&self, order: &Order, bits: &mut Bits) {
        if let Some(dated) = &self.dated {
            bits.keep(dated);
        }
        if !self.sets.is_empty() {
            bits.retain(|rank| self.is_in_sets(order, rank));
        }
    }

    /// Returns true if the message with this rank matches.
    pub(crate) fn matches(&self, order: &Order, rank: usize) -> bool {
        self.dated.as_ref().is_none_or(|dated| dated.contains(&rank)) && self.is_in_sets(order, rank)
    }

    fn is_in_sets(&self, order: &Order, rank: usize) -> bool {
        let is_in = |(members, wanted): &(Members, bool)| {
            order.ids.get(rank).is_some_and(|&id| members.contains(id.into()) == *wanted)
        };
        self.sets.iter().all(is_in)
    }
}

//! Asking the index.

use std::ops::Range;
use std::sync::Arc;

use tantivy::Searcher;
use tantivy::collector::Count;

use crate::bits::Bits;
use crate::collect::Matches;
use crate::compile::Compiler;
use crate::error::SearchError;
use crate::index::Index;
use crate::members::Members;
use crate::order::Order;
use crate::query::{Query, Set};
use crate::results::Results;
use crate::verify::guarded;

/// Gives the messages of a set that only the archive knows.
pub type Sets<'s> = dyn Fn(&Set) -> Members + 's;

impl Index {
    /// All messages that match. `within` narrows the search to a set. `scored` asks for the best match first.
    pub fn search(
        &self,
        query: &Query,
        within: Option<&Members>,
        scored: bool,
        sets: &Sets<'_>,
    ) -> Result<Results, SearchError> {
        let searcher = self.searcher();
        let order = self.order(&searcher)?;
        let (rest, narrowing) = Narrowing::of(query, within, &order, sets);
        let ranked = self.compiler(sets, &searcher);
        let scored = scored && rest.as_ref().is_some_and(|rest| asks_for_words(&ranked, rest));
        let (members, best) = match &rest {
            None => {
                let mut all = Bits::all(order.len());
                narrowing.apply(&order, &mut all);
                (all, Vec::new())
            }
            Some(rest) => {
                let query = Compiler { scored, ..ranked }.compile(rest);
                let matches = Matches { order: Arc::clone(&order), scored, narrowing: Arc::new(narrowing) };
                guarded(|| Ok(searcher.search(query.as_ref(), &matches)?))?
            }
        };
        Ok(Results::new(order, members, best))
    }

    /// How many messages match in the whole archive.
    pub fn count_of(
        &self,
        query: &Query,
        within: Option<&Members>,
        sets: &Sets<'_>,
    ) -> Result<usize, SearchError> {
        if within.is_some() {
            return Ok(self.search(query, within, false, sets)?.count());
        }
        let searcher = self.searcher();
        let query = Compiler { scored: false, ..self.compiler(sets, &searcher) }.compile(query);
        guarded(|| Ok(searcher.search(query.as_ref(), &Count)?))
    }

    fn compiler<'c>(&'c self, sets: &'c Sets<'_>, searcher: &'c Searcher) -> Compiler<'c> {
        Compiler { fields: &self.fields, sets, scored: true, searcher, many: self.many }
    }
}

/// Conditions that are cheaper to hold against what is known of each message than to be searched for.
#[derive(Debug)]
pub(crate) struct Narrowing {
    sets: Vec<(Members, bool)>,
    dated: Option<Range<usize>>,
}

impl Narrowing {
    /// Takes these conditions out of a query; `None` if nothing is left of it.
    fn of(query: &Query, within: Option<&Members>, order: &Order, sets: &Sets<'_>) -> (Option<Query>, Self) {
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

    /// Keeps what the conditions hold for.
    pub(crate) fn apply(&self, order: &Order, bits: &mut Bits) {
        if let Some(dated) = &self.dated {
            bits.keep(dated);
        }
        if !self.sets.is_empty() {
            bits.retain(|rank| self.in_sets(order, rank));
        }
    }

    /// True if the conditions hold for the message of this rank.
    pub(crate) fn holds(&self, order: &Order, rank: usize) -> bool {
        self.dated.as_ref().is_none_or(|dated| dated.contains(&rank)) && self.in_sets(order, rank)
    }

    fn in_sets(&self, order: &Order, rank: usize) -> bool {
        let is_in = |(members, wanted): &(Members, bool)| {
            order.ids.get(rank).is_some_and(|&id| members.contains(id.into()) == *wanted)
        };
        self.sets.iter().all(is_in)
    }
}

/// True if some letters can match better than others.
fn asks_for_words(ranked: &Compiler<'_>, query: &Query) -> bool {
    match query {
        Query::Words { place, text, prefix } => ranked.tells_any(*place, text, *prefix),
        Query::And(queries) | Query::Or(queries) => queries.iter().any(|query| asks_for_words(ranked, query)),
        _ => false,
    }
}

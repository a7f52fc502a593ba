//! Runs queries on the index.

use std::sync::Arc;

use tantivy::Searcher;
use tantivy::collector::Count;

use crate::bits::Bits;
use crate::collect::Matches;
use crate::compile::Compiler;
use crate::error::SearchError;
use crate::guard::guarded;
use crate::index::Index;
use crate::members::Members;
use crate::narrowing::{Narrowing, Sets};
use crate::query::Query;
use crate::results::Results;

impl Index {
    /// Returns all messages that match, newest first. `within` restricts the search to a set. If `scored` is true,
    /// the matches with the highest scores come first.
    pub fn search(
        &self,
        query: &Query,
        within: Option<&Members>,
        scored: bool,
        sets: &Sets<'_>,
    ) -> Result<Results, SearchError> {
        let searcher = self.searcher();
        let order = self.order(&searcher)?;
        let (rest, narrowing) = Narrowing::split(query, within, &order, sets);
        let ranked = self.compiler(sets, &searcher);
        let scored = scored && rest.as_ref().is_some_and(|rest| can_be_ranked(&ranked, rest));
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

    /// Returns the number of messages that match, in the whole archive or in the set `within`.
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

/// Returns true if the matches of a query can have different scores.
fn can_be_ranked(ranked: &Compiler<'_>, query: &Query) -> bool {
    match query {
        Query::Words { scope, text, prefix } => ranked.ranks_words(*scope, text, *prefix),
        Query::And(queries) | Query::Or(queries) => queries.iter().any(|query| can_be_ranked(ranked, query)),
        _ => false,
    }
}

//! What somebody may have meant: words of the index that are spelt nearly like those of a query.

use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::error::SearchError;
use crate::frequent::PAIR;
use crate::guard::guarded;
use crate::index::Index;
use crate::members::Members;
use crate::narrowing::Sets;
use crate::query::{Query, Scope};
use crate::word_breaker::{Kind, WordBreaker};

/// A query that finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The query.
    pub query: Query,
    /// Messages that match it.
    pub count: usize,
}

/// Shortest word that may be a misspelt one, in letters.
const SHORTEST: usize = 4;
/// Shortest word in which two letters may be wrong.
const TWO_WRONG: usize = 8;
/// Words that are tried for one.
const TRIED: usize = 6;
/// Queries that are tried in all.
const MOST_QUERIES: usize = 24;

/// A word of a query: which condition, which bytes of its text.
#[derive(Debug, Clone)]
struct Spot {
    leaf: usize,
    scope: Scope,
    start: usize,
    end: usize,
    word: String,
    /// True if the index has it.
    known: bool,
}

impl Index {
    /// Queries that differ from this one in the spelling of words and find something, best first. For queries that
    /// find nothing.
    pub fn did_you_mean(
        &self,
        query: &Query,
        within: Option<&Members>,
        sets: &Sets<'_>,
        most: usize,
    ) -> Result<Vec<Suggestion>, SearchError> {
        guarded(|| self.suggestions(query, within, sets, most))
    }

    fn suggestions(
        &self,
        query: &Query,
        within: Option<&Members>,
        sets: &Sets<'_>,
        most: usize,
    ) -> Result<Vec<Suggestion>, SearchError> {
        let searcher = self.searcher();
        let mut spots = Vec::new();
        let mut leaf = 0;
        self.spots(&searcher, query, &mut leaf, &mut spots)?;
        let unknown: Vec<usize> =
            spots.iter().enumerate().filter(|(_, spot)| !spot.known).map(|(at, _)| at).collect();
        // Where all words are known, one of them may be another word's misspelling.
        let single: Vec<Vec<usize>> =
            if unknown.is_empty() { (0..spots.len()).map(|at| vec![at]).collect() } else { vec![unknown] };
        let mut tried = 0_usize;
        let mut found: Vec<Suggestion> = Vec::new();
        for wrong in single {
            for candidate in self.respelt(&searcher, query, &spots, &wrong)? {
                if tried >= MOST_QUERIES || found.len() >= most {
                    break;
                }
                tried = tried.saturating_add(1);
                let count = self.count_of(&candidate, within, sets)?;
                if count > 0 {
                    found.push(Suggestion { query: candidate, count });
                }
            }
        }
        Ok(found)
    }

    /// The query with the words at `wrong` spelt in all likely ways, the likeliest first.
    fn respelt(
        &self,
        searcher: &Searcher,
        query: &Query,
        spots: &[Spot],
        wrong: &[usize],
    ) -> Result<Vec<Query>, SearchError> {
        let mut queries: Vec<(usize, Query)> = vec![(0, query.clone())];
        // From the end, so that what is replaced moves nothing that is still to be.
        for spot in wrong.iter().rev().filter_map(|&at| spots.get(at)) {
            let words = self.similar(searcher, spot.scope, &spot.word)?;
            let mut next = Vec::new();
            for (cost, query) in &queries {
                for (at, word) in words.iter().enumerate().take(TRIED) {
                    let mut leaf = 0;
                    let respelt = replace(query, &mut leaf, spot, word);
                    next.push((cost.saturating_add(at), respelt));
                }
            }
            next.sort_by_key(|(cost, _)| *cost);
            next.truncate(MOST_QUERIES);
            queries = next;
        }
        Ok(if wrong.is_empty() { Vec::new() } else { queries.into_iter().map(|(_, query)| query).collect() })
    }

    /// Words of the index that are spelt nearly like this one: nearest first, then the most frequent.
    pub fn similar(&self, searcher: &Searcher, scope: Scope, word: &str) -> Result<Vec<String>, SearchError> {
        let letters = word.chars().count();
        if letters < SHORTEST || word.chars().all(|c| c.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let farthest = if letters >= TWO_WRONG { 2 } else { 1 };
        for distance in 1..=farthest {
            let mut counts: HashMap<String, u64> = HashMap::new();
            for (field, _) in self.fields.of(scope) {
                add_similar(searcher, field, word, distance, &mut counts)?;
            }
            counts.remove(word);
            if !counts.is_empty() {
                let first = word.chars().next();
                let mut words: Vec<(String, u64)> = counts.into_iter().collect();
                // The first letter is seldom the wrong one.
                words.sort_unstable_by(|a, b| {
                    let same = |word: &str| word.chars().next() == first;
                    same(&b.0).cmp(&same(&a.0)).then(b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0))
                });
                return Ok(words.into_iter().map(|(word, _)| word).collect());
            }
        }
        Ok(Vec::new())
    }

    /// The words that a query asks for.
    fn spots(
        &self,
        searcher: &Searcher,
        query: &Query,
        leaf: &mut usize,
        spots: &mut Vec<Spot>,
    ) -> Result<(), SearchError> {
        match query {
            Query::And(queries) | Query::Or(queries) => {
                for query in queries {
                    self.spots(searcher, query, leaf, spots)?;
                }
            }
            Query::Words { scope, text, prefix } => {
                let mut breaker = WordBreaker::new(text, false);
                let mut word = String::new();
                while let Some(cut) = breaker.next(&mut word) {
                    if cut.kind == Kind::Word {
                        let open = *prefix && cut.end == text.len();
                        let known = self.is_known(searcher, *scope, &word, open)?;
                        let (start, end, word) = (cut.start, cut.end, word.clone());
                        spots.push(Spot { leaf: *leaf, scope: *scope, start, end, word, known });
                    }
                }
                *leaf = leaf.saturating_add(1);
            }
            _ => {}
        }
        Ok(())
    }

    /// True if the index has the word where it is looked for.
    fn is_known(
        &self,
        searcher: &Searcher,
        scope: Scope,
        word: &str,
        open: bool,
    ) -> Result<bool, SearchError> {
        for segment in searcher.segment_readers() {
            for (field, _) in self.fields.of(scope) {
                let index = segment.inverted_index(field)?;
                let terms = index.terms();
                let known = if open {
                    let mut from =
                        terms.range().ge(word).into_stream().map_err(tantivy::TantivyError::from)?;
                    from.advance() && from.key().starts_with(word.as_bytes())
                } else {
                    terms.get(word).map_err(tantivy::TantivyError::from)?.is_some()
                };
                if known {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn add_similar(
    searcher: &Searcher,
    field: Field,
    word: &str,
    distance: u8,
    counts: &mut HashMap<String, u64>,
) -> Result<(), SearchError> {
    let fuzzy = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true);
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms =
            index.terms().search(fuzzy.automaton()?).into_stream().map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            if !term.starts_with(PAIR) {
                let count = counts.entry(term.to_owned()).or_default();
                *count = count.saturating_add(u64::from(terms.value().doc_freq));
            }
        }
    }
    Ok(())
}

/// The query with another word at one spot.
fn replace(query: &Query, leaf: &mut usize, spot: &Spot, word: &str) -> Query {
    let mut all = |queries: &[Query]| queries.iter().map(|query| replace(query, leaf, spot, word)).collect();
    match query {
        Query::And(queries) => Query::And(all(queries)),
        Query::Or(queries) => Query::Or(all(queries)),
        Query::Words { scope, text, prefix } => {
            let here = *leaf == spot.leaf;
            *leaf = leaf.saturating_add(1);
            let (head, tail) = (text.get(..spot.start), text.get(spot.end..));
            match (head, tail) {
                (Some(head), Some(tail)) if here => {
                    let prefix = *prefix && !tail.is_empty();
                    Query::Words { scope: *scope, text: format!("{head}{word}{tail}"), prefix }
                }
                _ => query.clone(),
            }
        }
        query => query.clone(),
    }
}

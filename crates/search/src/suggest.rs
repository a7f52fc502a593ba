//! Suggests queries with other spellings. The spellings are words of the index that resemble words of the query.

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
use crate::word_breaker::{IndexTokenKind, WordBreaker};

/// A suggested query that has results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The query.
    pub query: Query,
    /// The number of messages that match it.
    pub count: usize,
}

/// The shortest word for which other spellings are searched, in characters.
const MIN_LENGTH: usize = 4;
/// The shortest word that may differ in two characters, in characters.
const MIN_LENGTH_FOR_TWO: usize = 8;
/// The maximum number of spellings that are tried for one word.
const MAX_SPELLINGS: usize = 6;
/// The maximum number of queries that are tried.
const MAX_QUERIES: usize = 24;

/// The position of a word in a query.
#[derive(Debug, Clone)]
struct WordPosition {
    /// The number of the condition that contains the word, counted from 0 in the order of the query.
    leaf: usize,
    scope: Scope,
    /// The byte range of the word in the text of the condition.
    start: usize,
    end: usize,
    word: String,
    /// True if the index contains the word.
    known: bool,
}

impl Index {
    /// Returns queries that have results and differ from `query` only in the spelling of words, the most likely
    /// first. `query` must have no results.
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
        let mut positions = Vec::new();
        let mut leaf = 0;
        self.positions(&searcher, query, &mut leaf, &mut positions)?;
        let unknown: Vec<usize> =
            positions.iter().enumerate().filter(|(_, position)| !position.known).map(|(at, _)| at).collect();
        // If the index contains each word, any one of the words may be a misspelling.
        let single: Vec<Vec<usize>> = if unknown.is_empty() {
            (0..positions.len()).map(|at| vec![at]).collect()
        } else {
            vec![unknown]
        };
        let mut tried = 0_usize;
        let mut found: Vec<Suggestion> = Vec::new();
        for wrong in single {
            for candidate in self.respelt(&searcher, query, &positions, &wrong)? {
                if tried >= MAX_QUERIES || found.len() >= most {
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

    /// Returns variants of the query with other spellings of the words at the positions `wrong`, the most likely
    /// first.
    fn respelt(
        &self,
        searcher: &Searcher,
        query: &Query,
        positions: &[WordPosition],
        wrong: &[usize],
    ) -> Result<Vec<Query>, SearchError> {
        let mut queries: Vec<(usize, Query)> = vec![(0, query.clone())];
        // The last word is replaced first, so that the offsets of earlier words stay valid.
        for position in wrong.iter().rev().filter_map(|&at| positions.get(at)) {
            let words = self.similar(searcher, position.scope, &position.word)?;
            let mut next = Vec::new();
            for (cost, query) in &queries {
                for (at, word) in words.iter().enumerate().take(MAX_SPELLINGS) {
                    let mut leaf = 0;
                    let respelt = replace(query, &mut leaf, position, word);
                    next.push((cost.saturating_add(at), respelt));
                }
            }
            next.sort_by_key(|(cost, _)| *cost);
            next.truncate(MAX_QUERIES);
            queries = next;
        }
        Ok(if wrong.is_empty() { Vec::new() } else { queries.into_iter().map(|(_, query)| query).collect() })
    }

    /// Returns words of the index that resemble `word`: the most similar first, and then by frequency.
    pub fn similar(&self, searcher: &Searcher, scope: Scope, word: &str) -> Result<Vec<String>, SearchError> {
        let letters = word.chars().count();
        if letters < MIN_LENGTH || word.chars().all(|c| c.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let farthest = if letters >= MIN_LENGTH_FOR_TWO { 2 } else { 1 };
        for distance in 1..=farthest {
            let mut counts: HashMap<String, u64> = HashMap::new();
            for (field, _) in self.fields.of(scope) {
                add_similar(searcher, field, word, distance, &mut counts)?;
            }
            counts.remove(word);
            if !counts.is_empty() {
                let first = word.chars().next();
                let mut words: Vec<(String, u64)> = counts.into_iter().collect();
                // People rarely mistype the first character, so words with the same first character come first.
                words.sort_unstable_by(|a, b| {
                    let same = |word: &str| word.chars().next() == first;
                    same(&b.0).cmp(&same(&a.0)).then(b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0))
                });
                return Ok(words.into_iter().map(|(word, _)| word).collect());
            }
        }
        Ok(Vec::new())
    }

    /// Finds the words of a query.
    fn positions(
        &self,
        searcher: &Searcher,
        query: &Query,
        leaf: &mut usize,
        positions: &mut Vec<WordPosition>,
    ) -> Result<(), SearchError> {
        match query {
            Query::And(queries) | Query::Or(queries) => {
                for query in queries {
                    self.positions(searcher, query, leaf, positions)?;
                }
            }
            Query::Words { scope, text, prefix } => {
                let mut breaker = WordBreaker::new(text, false);
                let mut word = String::new();
                while let Some(token) = breaker.next(&mut word) {
                    if token.kind == IndexTokenKind::Word {
                        let open = *prefix && token.end == text.len();
                        let known = self.is_known(searcher, *scope, &word, open)?;
                        let (start, end, word) = (token.start, token.end, word.clone());
                        positions.push(WordPosition { leaf: *leaf, scope: *scope, start, end, word, known });
                    }
                }
                *leaf = leaf.saturating_add(1);
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns true if a field of the scope contains the word.
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

/// Returns the query with the word at `position` replaced.
fn replace(query: &Query, leaf: &mut usize, position: &WordPosition, word: &str) -> Query {
    let mut all =
        |queries: &[Query]| queries.iter().map(|query| replace(query, leaf, position, word)).collect();
    match query {
        Query::And(queries) => Query::And(all(queries)),
        Query::Or(queries) => Query::Or(all(queries)),
        Query::Words { scope, text, prefix } => {
            let here = *leaf == position.leaf;
            *leaf = leaf.saturating_add(1);
            let (head, tail) = (text.get(..position.start), text.get(position.end..));
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

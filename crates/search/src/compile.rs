//! Converts a [`Query`](crate::query::Query) to a query of Tantivy, the index library.

use std::ops::Bound;

use tantivy::query::doc_predicate_query::DocPredicateQuery;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query as TantivyQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::fields::Fields;
use crate::members::{InMembers, Members};
use crate::pattern::{Sequence, sequences};
use crate::people::{Role, beginning as person};
use crate::query::{Query, Scope, Set};
use crate::term_filter::{TermFilter, TermGroup};

type Boxed = Box<dyn TantivyQuery>;

/// Converts queries for one searcher.
#[derive(Clone, Copy)]
pub(crate) struct Compiler<'c> {
    pub fields: &'c Fields,
    pub sets: &'c dyn Fn(&Set) -> Members,
    /// True if matches get scores.
    pub scored: bool,
    pub searcher: &'c Searcher,
    /// An index with at least this many messages gives no scores for frequent words, because computing the scores
    /// takes too long.
    pub many: u64,
}

/// The shortest prefix that gets scores in a large index. Shorter prefixes match nearly every message.
const MIN_SCORED_PREFIX: usize = 3;

/// The most words that a prefix at the end of a phrase is expanded to.
const PHRASE_EXPANSIONS: u32 = 5_000;

impl Compiler<'_> {
    pub(crate) fn compile(&self, query: &Query) -> Boxed {
        match query {
            Query::All => Box::new(AllQuery),
            Query::And(all) => self.all_of(all),
            Query::Or(any) => union(any.iter().map(|query| self.compile(query)).collect()),
            Query::Not(_) => self.all_of(std::slice::from_ref(query)),
            Query::Words { scope, text, prefix } => self.words(*scope, text, *prefix),
            Query::Date { from, to } => {
                let term = |seconds: &i64| Term::from_field_i64(self.fields.date, *seconds);
                let first = from.as_ref().map_or_else(|| term(&i64::MIN), term);
                let last = to
                    .as_ref()
                    .map_or_else(|| Bound::Included(term(&i64::MAX)), |to| Bound::Excluded(term(to)));
                Box::new(RangeQuery::new(Bound::Included(first), last))
            }
            Query::Size { min, max } => {
                let term = |size: u64| Bound::Included(Term::from_field_u64(self.fields.size, size));
                Box::new(RangeQuery::new(term(min.unwrap_or(0)), term(max.unwrap_or(u64::MAX))))
            }
            Query::Tag(tag) => exact(Term::from_field_text(self.fields.tag, tag)),
            Query::Set(set) => Box::new(DocPredicateQuery::from(InMembers((self.sets)(set)))),
            Query::Id(id) => exact(Term::from_field_u64(self.fields.id, (*id).into())),
        }
    }

    fn all_of(&self, queries: &[Query]) -> Boxed {
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        // Single words are intersected as sets of bits, without scores.
        let mut groups: Vec<TermGroup> = Vec::new();
        for query in queries {
            match query {
                Query::Words { scope, text, prefix } if !text.contains('@') => {
                    match self.term_group(*scope, text, *prefix) {
                        Some(group) => groups.push(group),
                        None => clauses.push((Occur::Must, self.compile(query))),
                    }
                }
                Query::Not(not) => clauses.push((Occur::MustNot, self.compile(not))),
                query => clauses.push((Occur::Must, self.compile(query))),
            }
        }
        if !groups.is_empty() {
            clauses.push((Occur::Must, Box::new(TermFilter { groups, score: 0.0 })));
        }
        // A query with only exclusions needs a set to exclude from: all messages.
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        match clauses.as_slice() {
            [(Occur::Must, _)] => {
                clauses.pop().map_or_else(|| Box::new(EmptyQuery) as Boxed, |(_, only)| only)
            }
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn words(&self, scope: Scope, text: &str, prefix: bool) -> Boxed {
        let mut any: Vec<Boxed> = Vec::new();
        if text.contains('@') && !text.contains(char::is_whitespace) && !text.starts_with('@') {
            let roles = roles(scope);
            let starts = roles.iter().map(|role| person(*role, text, !prefix));
            any.extend(starts.map(|start| starting(self.fields.person, &start)));
            // An address, or the beginning of an address, is one term. `@example.org` is searched as words.
            if !roles.is_empty() && scope != Scope::ANYWHERE {
                return union(any);
            }
        }
        if let Some(group) = self.term_group(scope, text, prefix) {
            any.push(Box::new(TermFilter { groups: vec![group], score: 0.0 }));
            return union(any);
        }
        let sequences = sequences(text, prefix);
        for (field, boost) in self.fields.of(scope) {
            let mut found: Vec<Boxed> =
                sequences.iter().filter_map(|sequence| self.in_field(field, sequence)).collect();
            if self.fields.is_people(field)
                && let [Sequence { words, prefix: false }] = sequences.as_slice()
                && let [(_, word)] = words.as_slice()
            {
                let others = with_umlaut_spelt_out(word).into_iter();
                found.extend(others.map(|other| exact(Term::from_field_text(field, &other))));
            }
            if !self.scored {
                any.append(&mut found);
            } else if !found.is_empty() {
                any.push(Box::new(BoostQuery::new(union(found), boost)));
            }
        }
        union(any)
    }

    /// Returns true if the score of a message depends on these words.
    pub(crate) fn ranks_words(&self, scope: Scope, text: &str, prefix: bool) -> bool {
        match sequences(text, prefix).as_slice() {
            [one] => match one.words.as_slice() {
                [(_, text)] => self.ranks_word(scope, text, one.prefix),
                _ => true,
            },
            _ => true,
        }
    }

    /// Returns true if the score of a message depends on this word. In a large index, a word of most messages has
    /// no influence.
    fn ranks_word(&self, scope: Scope, text: &str, prefix: bool) -> bool {
        let messages = self.searcher.num_docs();
        if messages < self.many {
            return true;
        }
        if prefix {
            return text.chars().count() >= MIN_SCORED_PREFIX;
        }
        let has = |field| self.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or(0);
        let most = self.fields.of(scope).into_iter().map(|(field, _)| has(field)).max().unwrap_or(0);
        most < messages / 2
    }

    /// Returns the terms of a single word that gets no scores. Returns `None` for a phrase, and for a word with
    /// scores.
    fn term_group(&self, scope: Scope, text: &str, prefix: bool) -> Option<TermGroup> {
        let sequences = sequences(text, prefix);
        let [one] = sequences.as_slice() else { return None };
        let [(_, text)] = one.words.as_slice() else { return None };
        if self.scored && self.ranks_word(scope, text, one.prefix) {
            return None;
        }
        let mut terms = Vec::new();
        for (field, _) in self.fields.of(scope) {
            terms.push((field, text.clone()));
            if !one.prefix && self.fields.is_people(field) {
                terms.extend(with_umlaut_spelt_out(text).into_iter().map(|other| (field, other)));
            }
        }
        Some(TermGroup { terms, prefix: one.prefix })
    }

    fn in_field(&self, field: Field, sequence: &Sequence) -> Option<Boxed> {
        // The field for file names has no terms for pairs of frequent words.
        let words =
            if field == self.fields.filename { sequence.words.clone() } else { sequence.with_pairs() };
        let terms = || words.iter().map(|(at, word)| (*at, Term::from_field_text(field, word))).collect();
        match (words.as_slice(), sequence.prefix) {
            ([], _) => None,
            ([(_, one)], false) => Some(exact(Term::from_field_text(field, one))),
            ([(_, one)], true) => Some(starting(field, one)),
            (_, false) => Some(Box::new(PhraseQuery::new_with_offset(terms()))),
            (_, true) => {
                let mut phrase = PhrasePrefixQuery::new_with_offset(terms());
                phrase.set_max_expansions(PHRASE_EXPANSIONS);
                Some(Box::new(phrase))
            }
        }
    }
}

fn roles(scope: Scope) -> Vec<Role> {
    let roles = [
        (Scope::FROM, Role::From),
        (Scope::TO_ONLY, Role::To),
        (Scope::CC, Role::Cc),
        (Scope::BCC, Role::Bcc),
    ];
    roles.into_iter().filter(|(part, _)| scope.intersects(*part)).map(|(_, role)| role).collect()
}

/// Returns variants of a name in which one umlaut is spelt out, such as `mueller` for `muller`.
pub(crate) fn with_umlaut_spelt_out(word: &str) -> Vec<String> {
    if word.len() < 5 || !word.is_ascii() {
        return Vec::new();
    }
    let letters = word.as_bytes();
    let is_vowel = |letter: Option<&u8>| letter.is_none_or(|letter| b"aeiouy".contains(letter));
    let positions = letters.iter().enumerate().filter(|&(at, letter)| {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        b"aou".contains(letter)
            && !is_vowel(letters.get(at.saturating_add(1)))
            && !(at > 0 && is_vowel(before))
    });
    let spelt = positions.take(3).filter_map(|(at, _)| {
        let (head, tail) = word.split_at_checked(at.saturating_add(1))?;
        Some(format!("{head}e{tail}"))
    });
    spelt.collect()
}

fn exact(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn starting(field: Field, start: &str) -> Boxed {
    let group = TermGroup { terms: vec![(field, start.to_owned())], prefix: true };
    Box::new(TermFilter { groups: vec![group], score: 1.0 })
}

fn union(mut any: Vec<Boxed>) -> Boxed {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
        _ => Box::new(BooleanQuery::union(any)),
    }
}

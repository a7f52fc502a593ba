//! From a [`Query`](crate::query::Query) to one that tantivy runs.

use std::ops::Bound;

use tantivy::query::doc_predicate_query::DocPredicateQuery;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query as TantivyQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::fields::Fields;
use crate::listed::{AnyTerm, Listed};
use crate::members::{InMembers, Members};
use crate::pattern::{Sequence, sequences};
use crate::people::{Role, beginning as person};
use crate::query::{Query, Scope, Set};

type Boxed = Box<dyn TantivyQuery>;

/// Asks the archive for what only it knows.
#[derive(Clone, Copy)]
pub(crate) struct Compiler<'c> {
    pub fields: &'c Fields,
    pub sets: &'c dyn Fn(&Set) -> Members,
    /// True if some documents are to match better than others.
    pub scored: bool,
    pub searcher: &'c Searcher,
    /// Letters from which on it takes time to tell how well each of them fits.
    pub many: u64,
}

/// Among many letters, beginnings of fewer characters say nothing of how well one fits.
const SHORT: usize = 3;

/// Words that a prefix inside a phrase may stand for.
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
        // Single words are held against one another bit by bit.
        let mut groups: Vec<AnyTerm> = Vec::new();
        for query in queries {
            match query {
                Query::Words { scope, text, prefix } if !text.contains('@') => {
                    match self.any_term(*scope, text, *prefix) {
                        Some(group) => groups.push(group),
                        None => clauses.push((Occur::Must, self.compile(query))),
                    }
                }
                Query::Not(not) => clauses.push((Occur::MustNot, self.compile(not))),
                query => clauses.push((Occur::Must, self.compile(query))),
            }
        }
        if !groups.is_empty() {
            clauses.push((Occur::Must, Box::new(Listed { groups, score: 0.0 })));
        }
        // Conditions that only exclude need something to exclude from.
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
            // A whole address, or the beginning of one, is looked up as one term; `@example.org` is words.
            if !roles.is_empty() && scope != Scope::ANYWHERE {
                return union(any);
            }
        }
        if let Some(group) = self.any_term(scope, text, prefix) {
            any.push(Box::new(Listed { groups: vec![group], score: 0.0 }));
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

    /// True if letters with these words fit better or worse than others.
    pub(crate) fn tells_any(&self, scope: Scope, text: &str, prefix: bool) -> bool {
        match sequences(text, prefix).as_slice() {
            [one] => match one.words.as_slice() {
                [(_, text)] => self.tells(scope, text, one.prefix),
                _ => true,
            },
            _ => true,
        }
    }

    /// True if letters with this word fit better or worse: not if most of very many have it.
    fn tells(&self, scope: Scope, text: &str, prefix: bool) -> bool {
        let letters = self.searcher.num_docs();
        if letters < self.many {
            return true;
        }
        if prefix {
            return text.chars().count() >= SHORT;
        }
        let has = |field| self.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or(0);
        let most = self.fields.of(scope).into_iter().map(|(field, _)| has(field)).max().unwrap_or(0);
        most < letters / 2
    }

    /// The terms of a single word for which all letters fit equally well; `None` for what is more than that.
    fn any_term(&self, scope: Scope, text: &str, prefix: bool) -> Option<AnyTerm> {
        let sequences = sequences(text, prefix);
        let [one] = sequences.as_slice() else { return None };
        let [(_, text)] = one.words.as_slice() else { return None };
        if self.scored && self.tells(scope, text, one.prefix) {
            return None;
        }
        let mut terms = Vec::new();
        for (field, _) in self.fields.of(scope) {
            terms.push((field, text.clone()));
            if !one.prefix && self.fields.is_people(field) {
                terms.extend(with_umlaut_spelt_out(text).into_iter().map(|other| (field, other)));
            }
        }
        Some(AnyTerm { terms, prefix: one.prefix })
    }

    fn in_field(&self, field: Field, sequence: &Sequence) -> Option<Boxed> {
        // Names of files have no pairs of frequent words.
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

/// Names in which one umlaut may have been spelt out: `mueller` for `muller`.
pub(crate) fn with_umlaut_spelt_out(word: &str) -> Vec<String> {
    if word.len() < 5 || !word.is_ascii() {
        return Vec::new();
    }
    let letters = word.as_bytes();
    let is_vowel = |letter: Option<&u8>| letter.is_none_or(|letter| b"aeiouy".contains(letter));
    let places = letters.iter().enumerate().filter(|&(at, letter)| {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        b"aou".contains(letter)
            && !is_vowel(letters.get(at.saturating_add(1)))
            && !(at > 0 && is_vowel(before))
    });
    let spelt = places.take(3).filter_map(|(at, _)| {
        let (head, tail) = word.split_at_checked(at.saturating_add(1))?;
        Some(format!("{head}e{tail}"))
    });
    spelt.collect()
}

fn exact(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn starting(field: Field, start: &str) -> Boxed {
    let group = AnyTerm { terms: vec![(field, start.to_owned())], prefix: true };
    Box::new(Listed { groups: vec![group], score: 1.0 })
}

fn union(mut any: Vec<Boxed>) -> Boxed {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
        _ => Box::new(BooleanQuery::union(any)),
    }
}

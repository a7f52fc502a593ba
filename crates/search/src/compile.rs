//! From a [`Query`](crate::query::Query) to one that tantivy runs.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::doc_predicate_query::DocPredicateQuery;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query as TantivyQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::fields::Fields;
use crate::members::{InMembers, Members};
use crate::query::{Place, Query};
use crate::words::{is_unspaced, words};

type Boxed = Box<dyn TantivyQuery>;

/// Asks the archive for what only it knows.
pub(crate) struct Compiler<'c> {
    pub fields: &'c Fields,
    /// Messages seen in folders of this name, and in those below.
    pub folder: &'c dyn Fn(&str) -> Members,
    /// Messages seen in sources of this name.
    pub source: &'c dyn Fn(&str) -> Members,
}

/// Words that a prefix inside a phrase may stand for.
const PHRASE_EXPANSIONS: u32 = 500;

impl Compiler<'_> {
    pub(crate) fn compile(&self, query: &Query) -> Boxed {
        match query {
            Query::All => Box::new(AllQuery),
            Query::And(all) => self.all_of(all),
            Query::Or(any) => {
                Box::new(BooleanQuery::union(any.iter().map(|query| self.compile(query)).collect()))
            }
            Query::Not(_) => self.all_of(std::slice::from_ref(query)),
            Query::Words { place, text, prefix } => self.words(*place, text, *prefix),
            Query::Date { from, to } => {
                let term = |seconds: &i64| Term::from_field_i64(self.fields.date, *seconds);
                Box::new(RangeQuery::new(
                    from.as_ref()
                        .map_or_else(|| Bound::Included(term(&i64::MIN)), |from| Bound::Included(term(from))),
                    to.as_ref()
                        .map_or_else(|| Bound::Included(term(&i64::MAX)), |to| Bound::Excluded(term(to))),
                ))
            }
            Query::Size { min, max } => {
                let term = |size: u64| Bound::Included(Term::from_field_u64(self.fields.size, size));
                Box::new(RangeQuery::new(term(min.unwrap_or(0)), term(max.unwrap_or(u64::MAX))))
            }
            Query::Tag(tag) => exact(Term::from_field_text(self.fields.tag, tag)),
            Query::Folder(name) => members((self.folder)(name)),
            Query::Source(name) => members((self.source)(name)),
            Query::Id(id) => exact(Term::from_field_u64(self.fields.id, (*id).into())),
        }
    }

    fn all_of(&self, queries: &[Query]) -> Boxed {
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        for query in queries {
            match query {
                Query::Not(not) => clauses.push((Occur::MustNot, self.compile(not))),
                query => clauses.push((Occur::Must, self.compile(query))),
            }
        }
        // Conditions that only exclude need something to exclude from.
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn words(&self, place: Place, text: &str, prefix: bool) -> Boxed {
        let mut any: Vec<Boxed> = Vec::new();
        if text.contains('@') && !text.contains(char::is_whitespace) {
            let roles = address_roles(place);
            any.extend(roles.iter().map(|role| self.address(role, text, prefix)));
            // Only a whole address, or the beginning of one, is looked up as one term; `@example.org` is words.
            if !roles.is_empty() && place != Place::Anywhere && !text.starts_with('@') {
                return union(any);
            }
        }
        let (terms, prefix) = pattern(text, prefix);
        for &(field, boost) in &self.text_fields(place) {
            if let Some(query) = in_field(field, &terms, prefix) {
                any.push(Box::new(BoostQuery::new(query, boost)));
            }
        }
        union(any)
    }

    fn address(&self, role: &str, text: &str, prefix: bool) -> Boxed {
        let whole = format!("{role}:{}", text.to_lowercase());
        if prefix {
            beginning(self.fields.address, &whole)
        } else {
            exact(Term::from_field_text(self.fields.address, &whole))
        }
    }

    /// Where to look, and how much a hit there counts for the best match.
    fn text_fields(&self, place: Place) -> Vec<(Field, f32)> {
        let fields = self.fields;
        match place {
            Place::Anywhere => vec![
                (fields.subject, 3.0),
                (fields.from, 2.0),
                (fields.to, 1.5),
                (fields.cc, 1.0),
                (fields.bcc, 1.0),
                (fields.filename, 2.0),
                (fields.body, 1.0),
            ],
            Place::From => vec![(fields.from, 1.0)],
            Place::To => vec![(fields.to, 1.0), (fields.cc, 1.0), (fields.bcc, 1.0)],
            Place::Cc => vec![(fields.cc, 1.0)],
            Place::Bcc => vec![(fields.bcc, 1.0)],
            Place::With => vec![(fields.from, 1.0), (fields.to, 1.0), (fields.cc, 1.0), (fields.bcc, 1.0)],
            Place::Subject => vec![(fields.subject, 1.0)],
            Place::Body => vec![(fields.body, 1.0)],
            Place::Filename => vec![(fields.filename, 1.0)],
        }
    }
}

fn address_roles(place: Place) -> &'static [&'static str] {
    match place {
        Place::Anywhere | Place::With => &["from", "to", "cc", "bcc"],
        Place::From => &["from"],
        Place::To => &["to", "cc", "bcc"],
        Place::Cc => &["cc"],
        Place::Bcc => &["bcc"],
        Place::Subject | Place::Body | Place::Filename => &[],
    }
}

/// The words to look for, and whether the last one may go on. Of a script without spaces the last character alone is
/// dropped behind a pair that holds it, and stands for any pair that begins with it where it is all there is.
pub(crate) fn pattern(text: &str, prefix: bool) -> (Vec<String>, bool) {
    let mut terms: Vec<(String, usize)> = Vec::new();
    let mut prefix = prefix;
    for word in words(text) {
        let mut characters = word.text.chars();
        let single = matches!((characters.next(), characters.next()), (Some(c), None) if is_unspaced(c));
        let overlaps = terms.last().is_some_and(|&(_, end)| word.start < end);
        if !(single && overlaps) {
            prefix |= single;
            terms.push((word.text, word.end));
        }
    }
    (terms.into_iter().map(|(term, _)| term).collect(), prefix)
}

fn in_field(field: Field, terms: &[String], prefix: bool) -> Option<Boxed> {
    let as_terms = || terms.iter().map(|term| Term::from_field_text(field, term)).collect::<Vec<_>>();
    match (terms, prefix) {
        ([], _) => None,
        ([one], false) => Some(exact(Term::from_field_text(field, one))),
        ([one], true) => Some(beginning(field, one)),
        (_, false) => Some(Box::new(PhraseQuery::new(as_terms()))),
        (_, true) => {
            let mut phrase = PhrasePrefixQuery::new(as_terms());
            phrase.set_max_expansions(PHRASE_EXPANSIONS);
            Some(Box::new(phrase))
        }
    }
}

fn exact(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// Every term that begins with `start`.
fn beginning(field: Field, start: &str) -> Boxed {
    // No term holds this character: it sorts behind all that begin alike.
    let end = format!("{start}\u{10FFFF}");
    Box::new(InvertedIndexRangeQuery::new(
        Bound::Included(Term::from_field_text(field, start)),
        Bound::Excluded(Term::from_field_text(field, &end)),
    ))
}

fn union(mut any: Vec<Boxed>) -> Boxed {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
        _ => Box::new(BooleanQuery::union(any)),
    }
}

fn members(members: Members) -> Boxed {
    Box::new(DocPredicateQuery::from(InMembers(members)))
}

//! From what was typed to a [`Query`].

use std::ops::Range;

use super::date::span;
use super::lex::{MINUS, Piece, Term, What, looked_at, pieces};
use super::operator::{Meaning, is_operator, known_as, meaning, meant};
use super::written::{self, words};
use super::{Parsed, Place, Problem, Query, Set};

/// Nesting of brackets that is followed.
const DEEPEST: usize = 20;

/// Parses a query at `now` (seconds since 1970). Every word is a whole word, unless a star follows it. Never refuses.
pub fn parse(text: &str, now: i64) -> Parsed {
    let mut pieces = pieces(text);
    for piece in &mut pieces {
        if let What::Term(term) = &mut piece.what {
            (term.last, term.unclosed) = (false, false);
        }
    }
    parse_pieces(text, pieces, now, false)
}

/// Parses a query that is still being typed: its last word also finds words that begin with it, until a blank follows, and
/// an operator may still get its value. Otherwise like [`parse`].
pub fn parse_unfinished(text: &str, now: i64) -> Parsed {
    parse_pieces(text, pieces(text), now, may_go_on(text))
}

fn parse_pieces(text: &str, pieces: Vec<Piece>, now: i64, may_go_on: bool) -> Parsed {
    let pieces = pieces.into_iter().peekable();
    let mut parser = Parser { text, pieces, now, problems: Vec::new(), wants_all: false, is_unwanted: false };
    let mut all = Vec::new();
    loop {
        all.push(parser.any_of(0, None));
        let Some(close) = parser.pieces.next() else { break };
        parser.problem(&close.range, "This bracket closes nothing.");
    }
    if looked_at(text) < text.len() {
        parser.problem(&(looked_at(text)..text.len()), "The query is too long; this was left out.");
    }
    let query = with_years(and(all));
    let asks = !text.trim().is_empty() && !parser.wants_all && !may_go_on;
    if query == Query::All && asks && parser.problems.is_empty() {
        parser.problem(&(0..text.trim_end().len()), "There is nothing in this to search for.");
    }
    Parsed { query, problems: parser.problems }
}

/// True if what stands at the end of a query is the beginning of something.
fn may_go_on(text: &str) -> bool {
    let begins = |c: char| MINUS.contains(&c) || matches!(c, '"' | '(' | ':' | '|' | '*');
    text.ends_with(begins) || ["OR", "AND", "NOT"].iter().any(|word| text.ends_with(word))
}

/// Years that mail is from.
const YEARS: std::ops::RangeInclusive<i32> = 1971..=2099;

/// A year also finds the messages of that year: hardly a message names its own. This holds for a year alone too, else
/// another condition beside it would find more instead of less.
fn with_years(query: Query) -> Query {
    match query {
        Query::And(all) => Query::And(all.into_iter().map(with_year).collect()),
        query => with_year(query),
    }
}

fn with_year(query: Query) -> Query {
    match year_of(&query) {
        Some(span) => Query::Or(vec![query, span]),
        None => query,
    }
}

fn year_of(query: &Query) -> Option<Query> {
    let Query::Words { place: Place::Anywhere, text, .. } = query else { return None };
    let is_year = text.len() == 4 && text.parse().is_ok_and(|year: i32| YEARS.contains(&year));
    let (from, to) = is_year.then(|| span(text, 0)).flatten()?;
    Some(Query::Date { from: Some(from), to: Some(to) })
}

struct Parser<'t> {
    text: &'t str,
    pieces: std::iter::Peekable<std::vec::IntoIter<Piece>>,
    now: i64,
    problems: Vec<Problem>,
    /// True if all messages were asked for.
    wants_all: bool,
    /// True behind a minus: what is not wanted is meant as it stands, not as the beginning of words that may be.
    is_unwanted: bool,
}

/// Problems that are named of one query.
const MOST_PROBLEMS: usize = 20;

/// Joins conditions: what asks for nothing is left out.
fn and(queries: Vec<Query>) -> Query {
    let mut some: Vec<Query> = Vec::new();
    for query in queries {
        match query {
            Query::All => {}
            Query::And(all) => some.extend(all),
            query => some.push(query),
        }
    }
    match some.len() {
        0 => Query::All,
        1 => some.pop().unwrap_or(Query::All),
        _ => Query::And(some),
    }
}

fn or(before: Query, next: Query) -> Query {
    let mut any = match before {
        Query::Or(any) => any,
        before => vec![before],
    };
    match next {
        Query::Or(more) => any.extend(more),
        next => any.push(next),
    }
    Query::Or(any)
}

fn not(query: Query) -> Query {
    match query {
        Query::Not(inner) => *inner,
        query => Query::Not(Box::new(query)),
    }
}

impl Parser<'_> {
    fn problem(&mut self, range: &Range<usize>, why: &str) {
        if self.problems.len() >= MOST_PROBLEMS {
            return;
        }
        let part = self.text.get(range.clone()).unwrap_or_default().to_owned();
        self.problems.push(Problem { part, start: range.start, end: range.end, why: why.to_owned() });
    }

    /// Conditions up to a closing bracket or the end. `OR` joins its two neighbours. `field` stands before the bracket.
    fn any_of(&mut self, depth: usize, field: Option<&str>) -> Query {
        let mut all: Vec<Query> = Vec::new();
        let mut joins = false;
        while let Some(piece) = self.pieces.next_if(|piece| piece.what != What::Close) {
            if piece.what == What::Or {
                joins = !all.is_empty();
                continue;
            }
            let Some(next) = self.one(&piece, depth, field) else { continue };
            match all.pop() {
                Some(before) if joins => all.push(or(before, next)),
                before => {
                    all.extend(before);
                    all.push(next);
                }
            }
            joins = false;
        }
        and(all)
    }

    fn one(&mut self, piece: &Piece, depth: usize, field: Option<&str>) -> Option<Query> {
        match &piece.what {
            What::Term(term) => self.term(term, &piece.range, depth, field),
            What::Not => self.unwanted(piece, depth, field),
            What::Open(_) if depth >= DEEPEST => {
                self.problem(&piece.range, "The brackets are nested too deeply.");
                None
            }
            What::Open(own) => {
                let query = self.any_of(depth.saturating_add(1), own.as_deref().map(known_as).or(field));
                self.pieces.next_if(|next| next.what == What::Close);
                (query != Query::All).then_some(query)
            }
            What::Close | What::Or => None,
        }
    }

    /// What stands behind a minus.
    fn unwanted(&mut self, minus: &Piece, depth: usize, field: Option<&str>) -> Option<Query> {
        let next = self.pieces.next_if(|next| !matches!(next.what, What::Close | What::Or))?;
        let (wanted_all, was_unwanted) = (self.wants_all, self.is_unwanted);
        self.is_unwanted = true;
        let query = self.one(&next, depth, field);
        self.is_unwanted = was_unwanted;
        if query.is_none() && self.wants_all && !wanted_all {
            self.wants_all = false;
            self.problem(&(minus.range.start..next.range.end), "This would leave nothing.");
        }
        query.map(not)
    }

    fn term(
        &mut self,
        term: &Term,
        range: &Range<usize>,
        depth: usize,
        around: Option<&str>,
    ) -> Option<Query> {
        let Some(field) = term.field.as_deref().map(known_as).or(around) else {
            return self.words(Place::Anywhere, term, range);
        };
        if term.value.is_empty() && !term.quoted && term.field.is_some() && is_operator(field) {
            return self.value_behind(field, term, range, depth);
        }
        let is_wanted = |value: &str| value.starts_with(char::is_alphanumeric);
        if let Some(value) = term.value.strip_prefix(MINUS).filter(|value| !term.quoted && is_wanted(value))
            && (Place::NAMED.iter().any(|(_, name)| *name == field) || written::takes_names(field))
        {
            let was_unwanted = std::mem::replace(&mut self.is_unwanted, true);
            let query = self.term(&Term { value: value.to_owned(), ..term.clone() }, range, depth, around);
            self.is_unwanted = was_unwanted;
            return query.map(not);
        }
        let is_me = !term.quoted && term.value.eq_ignore_ascii_case("me");
        let place = match field {
            "from" if is_me => return Some(Query::Set(Set::Sent)),
            "to" if is_me => return Some(Query::Set(Set::Received)),
            "text-in" => return self.in_attachments(term, range, depth),
            "attachment" => Place::Attachment,
            name => match Place::NAMED.iter().find(|(_, known)| *known == name) {
                Some(&(place, _)) => place,
                None => return self.operator(field, term, range),
            },
        };
        self.words(place, term, range)
    }

    /// `from: ruth`: the value stands behind a blank.
    fn value_behind(
        &mut self,
        field: &str,
        term: &Term,
        range: &Range<usize>,
        depth: usize,
    ) -> Option<Query> {
        let plain = |piece: &Piece| match &piece.what {
            What::Term(term) => term.field.is_none(),
            What::Open(field) => field.is_none(),
            _ => false,
        };
        if let Some(next) = self.pieces.next_if(plain) {
            return self.one(&next, depth, Some(field));
        }
        // What is still being typed asks for nothing yet.
        if !term.last {
            self.problem(range, "Nothing stands behind this.");
        }
        None
    }

    fn words(&mut self, place: Place, term: &Term, range: &Range<usize>) -> Option<Query> {
        if let Some(ending) = written::ending(place, term) {
            return self.operator("type", &Term { value: ending.to_owned(), ..term.clone() }, range);
        }
        if written::has_star_inside(term) {
            self.problem(range, "A star stands for the end of a word, not for its beginning or middle.");
        }
        let found = words(place, &Term { last: term.last && !self.is_unwanted, ..term.clone() });
        // A dash or an ampersand between words is passed over; whoever types an emoji looks for it.
        if found.is_none() && term.value.chars().any(|c| !c.is_ascii() && !c.is_whitespace()) {
            self.problem(range, "There is no letter and no digit in this: it is not searched for.");
        }
        found
    }

    /// `text-in:attachment` stands before the words that it is about: it speaks of the next term.
    fn in_attachments(&mut self, term: &Term, range: &Range<usize>, depth: usize) -> Option<Query> {
        let value = term.value.to_lowercase();
        if !matches!(value.as_str(), "attachment" | "attachments") {
            if !(term.last && "attachment".starts_with(&value)) {
                self.problem(range, "Write text-in:attachment before a word.");
            }
            return None;
        }
        let plain = |piece: &Piece| matches!(&piece.what, What::Term(term) if term.field.is_none());
        let opens = |piece: &Piece| piece.what == What::Open(None);
        let Some(next) = self.pieces.next_if(|next| plain(next) || opens(next)) else {
            if !term.last {
                self.problem(range, "Write a word behind this.");
            }
            return None;
        };
        self.one(&next, depth, Some("attachment"))
    }

    fn operator(&mut self, field: &str, term: &Term, range: &Range<usize>) -> Option<Query> {
        if term.value.trim().is_empty() {
            if is_operator(field) && !term.last {
                self.problem(range, "Nothing stands behind this.");
            }
            return None;
        }
        let name = if term.quoted { Meaning::of_name(field, &term.value) } else { None };
        match name.unwrap_or_else(|| meaning(field, &term.value, self.now)) {
            Meaning::Query(query) => {
                self.wants_all |= query == Query::All;
                (query != Query::All).then_some(query)
            }
            Meaning::Problem(why) => {
                self.problem(range, why);
                None
            }
            // `http://…`, `12:30`: no operator, just words.
            Meaning::Unknown => {
                if let Some(known) = meant(field) {
                    self.problem(
                        range,
                        &format!("This is searched for as it stands. Did you mean {known}: ?"),
                    );
                }
                let text = format!("{field}:{}", term.value);
                self.words(Place::Anywhere, &Term { field: None, value: text, ..term.clone() }, range)
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! Parses a query. Parsing never fails: it returns the conditions that it understands, and the problems.

use std::ops::Range;

use super::ast::Query;
use super::combine::{and, not, or, with_years};
use super::lex::{MINUS, QueryToken, QueryTokenKind, TypedWord, read_length, tokens};
use super::operator::Operator;
use super::parsed::{Parsed, Problem};
use super::scope::Scope;
use super::term::QueryTerm;
use super::value::{Meaning, Value};
use super::word::{self, words};

/// The maximum number of nested brackets that are read.
const MAX_DEPTH: usize = 20;

/// Parses a complete query. Each word is a whole word, unless a star follows it. `now` is in seconds since 1970;
/// dates such as `last-year` are computed from it.
pub fn parse(text: &str, now: i64) -> Parsed {
    let mut tokens = tokens(text);
    for token in &mut tokens {
        if let QueryTokenKind::Word(term) = &mut token.kind {
            (term.last, term.unclosed) = (false, false);
        }
    }
    parse_tokens(text, tokens, now, false)
}

/// Parses a query that is still being typed. Until a space follows, the last word also finds longer words that
/// begin with it. An operator without a value is not reported yet. Otherwise this works like [`parse`].
pub fn parse_unfinished(text: &str, now: i64) -> Parsed {
    parse_tokens(text, tokens(text), now, is_unfinished(text))
}

fn parse_tokens(text: &str, tokens: Vec<QueryToken>, now: i64, is_unfinished: bool) -> Parsed {
    let mut parser = Parser {
        text,
        tokens: tokens.into_iter().peekable(),
        end: 0,
        now,
        problems: Vec::new(),
        terms: Vec::new(),
        wants_all: false,
        is_excluded: false,
    };
    let mut all = Vec::new();
    loop {
        all.push(parser.conditions(0, None));
        let Some(close) = parser.tokens.next() else { break };
        parser.problem(&close.range, "This bracket has no opening bracket.");
    }
    if read_length(text) < text.len() {
        parser.problem(
            &(read_length(text)..text.len()),
            "The query is too long. This part was not searched for.",
        );
    }
    let query = with_years(and(all));
    let asks = !text.trim().is_empty() && !parser.wants_all && !is_unfinished;
    if query == Query::All && asks && parser.problems.is_empty() {
        parser.problem(&(0..text.trim_end().len()), "This contains nothing to search for.");
    }
    let terms = parser.terms.into_iter().map(|range| QueryTerm::read(text, range)).collect();
    Parsed { query, problems: parser.problems, terms }
}

/// Returns true if a query ends with characters that begin a condition.
fn is_unfinished(text: &str) -> bool {
    let begins = |c: char| MINUS.contains(&c) || matches!(c, '"' | '(' | ':' | '|' | '*');
    text.ends_with(begins) || ["OR", "AND", "NOT"].iter().any(|word| text.ends_with(word))
}

struct Parser<'t> {
    text: &'t str,
    tokens: std::iter::Peekable<std::vec::IntoIter<QueryToken>>,
    /// The offset after the last token that was read.
    end: usize,
    now: i64,
    problems: Vec<Problem>,
    /// The byte ranges of the conditions outside brackets.
    terms: Vec<Range<usize>>,
    /// True if the query asks for all messages.
    wants_all: bool,
    /// True after a minus. An excluded word is always a whole word, even while it is being typed. Otherwise its
    /// first letters would exclude too many messages.
    is_excluded: bool,
}

/// The maximum number of problems that are reported for a query.
const MAX_PROBLEMS: usize = 20;

impl Parser<'_> {
    fn problem(&mut self, range: &Range<usize>, why: &str) {
        if self.problems.len() >= MAX_PROBLEMS {
            return;
        }
        let part = self.text.get(range.clone()).unwrap_or_default().to_owned();
        self.problems.push(Problem { part, start: range.start, end: range.end, why: why.to_owned() });
    }

    /// Consumes the next token if `fits` returns true for it.
    fn next_if(&mut self, fits: impl FnOnce(&QueryToken) -> bool) -> Option<QueryToken> {
        let token = self.tokens.next_if(fits)?;
        self.end = token.range.end;
        Some(token)
    }

    /// Reads conditions up to a closing bracket or the end of the query. `OR` joins the conditions on both sides.
    /// `around` is the operator before the opening bracket.
    fn conditions(&mut self, depth: usize, around: Option<&str>) -> Query {
        let mut all: Vec<Query> = Vec::new();
        let mut joins = false;
        let mut terms = Terms { first: self.terms.len(), joins: false };
        while let Some(token) = self.next_if(|token| token.kind != QueryTokenKind::Close) {
            let next =
                if token.kind == QueryTokenKind::Or { None } else { self.condition(&token, depth, around) };
            if depth == 0 {
                self.add_term(&token, &mut terms);
            }
            if token.kind == QueryTokenKind::Or {
                joins = !all.is_empty();
                continue;
            }
            let Some(next) = next else { continue };
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

    /// Records the range of a condition that begins with `token` and ends with the last token that was read.
    fn add_term(&mut self, token: &QueryToken, terms: &mut Terms) {
        let is_or = token.kind == QueryTokenKind::Or;
        let is_and = matches!(&token.kind, QueryTokenKind::Word(term) if term.is_nothing());
        let has_before = self.terms.len() > terms.first;
        match self.terms.last_mut() {
            Some(last) if has_before && (is_or || terms.joins) => last.end = self.end,
            _ if is_or || is_and => {}
            _ => self.terms.push(token.range.start..self.end),
        }
        terms.joins = is_or && has_before;
    }

    fn condition(&mut self, token: &QueryToken, depth: usize, around: Option<&str>) -> Option<Query> {
        match &token.kind {
            QueryTokenKind::Word(term) => self.term(term, &token.range, depth, around),
            QueryTokenKind::Not => self.excluded(token, depth, around),
            QueryTokenKind::Open(_) if depth >= MAX_DEPTH => {
                self.problem(&token.range, "The brackets are nested too deeply.");
                None
            }
            QueryTokenKind::Open(own) => {
                let query = self.conditions(depth.saturating_add(1), own.as_deref().or(around));
                self.next_if(|next| next.kind == QueryTokenKind::Close);
                (query != Query::All).then_some(query)
            }
            QueryTokenKind::Close | QueryTokenKind::Or => None,
        }
    }

    /// Reads the condition after a minus.
    fn excluded(&mut self, minus: &QueryToken, depth: usize, around: Option<&str>) -> Option<Query> {
        let next = self.next_if(|next| !matches!(next.kind, QueryTokenKind::Close | QueryTokenKind::Or))?;
        let (wanted_all, was_excluded) = (self.wants_all, self.is_excluded);
        self.is_excluded = true;
        let query = self.condition(&next, depth, around);
        self.is_excluded = was_excluded;
        if query.is_none() && self.wants_all && !wanted_all {
            self.wants_all = false;
            self.problem(&(minus.range.start..next.range.end), "This would exclude all messages.");
        }
        query.map(not)
    }

    fn term(
        &mut self,
        term: &TypedWord,
        range: &Range<usize>,
        depth: usize,
        around: Option<&str>,
    ) -> Option<Query> {
        let Some(name) = term.field.as_deref().or(around) else {
            return self.words(Scope::ANYWHERE, term, range);
        };
        let Some(operator) = Operator::find(name) else { return self.unknown(name, term, range) };
        if term.value.is_empty() && !term.quoted && term.field.is_some() {
            return self.value_after_space(operator, term, range, depth);
        }
        let is_wanted = |value: &str| value.starts_with(char::is_alphanumeric);
        if let Some(value) = term.value.strip_prefix(MINUS).filter(|value| !term.quoted && is_wanted(value))
            && operator.accepts_minus()
        {
            let was_excluded = std::mem::replace(&mut self.is_excluded, true);
            let query =
                self.term(&TypedWord { value: value.to_owned(), ..term.clone() }, range, depth, around);
            self.is_excluded = was_excluded;
            return query.map(not);
        }
        match &operator.meaning {
            Meaning::People(me) if !term.quoted && term.value.eq_ignore_ascii_case("me") => {
                Some(Query::Set(me.clone()))
            }
            Meaning::Words | Meaning::People(_) => self.words(operator.fields, term, range),
            // In a bracket after `text-in:attachment`, the operator applies to each word.
            Meaning::NextTerm if term.field.is_none() => self.words(operator.fields, term, range),
            Meaning::NextTerm => self.next_term(operator, term, range, depth),
            Meaning::Value(read) => self.value(*read, term, range),
        }
    }

    /// Reads the value of an operator if a space follows the colon: `from: ruth`.
    fn value_after_space(
        &mut self,
        operator: &Operator,
        term: &TypedWord,
        range: &Range<usize>,
        depth: usize,
    ) -> Option<Query> {
        if let Some(next) = self.next_if(has_no_field) {
            // In `text-in: attachment total`, the words follow after `attachment`.
            if matches!(operator.meaning, Meaning::NextTerm)
                && let QueryTokenKind::Word(value) = &next.kind
            {
                return self.next_term(operator, value, &next.range, depth);
            }
            return self.condition(&next, depth, Some(operator.name));
        }
        // While the query is being typed, the value may still be typed next.
        if !term.last {
            self.problem(range, "A value must follow the colon.");
        }
        None
    }

    fn words(&mut self, scope: Scope, term: &TypedWord, range: &Range<usize>) -> Option<Query> {
        if let Some(extension) = word::extension(scope, term)
            && let Some(Meaning::Value(read)) = Operator::find("type").map(|operator| &operator.meaning)
        {
            return self.value(*read, &TypedWord { value: extension.to_owned(), ..term.clone() }, range);
        }
        if word::has_star_inside(term) {
            self.problem(range, "A star is allowed only at the end of a word.");
        }
        let found = words(scope, &TypedWord { last: term.last && !self.is_excluded, ..term.clone() });
        // A dash or an ampersand between words is ignored. An emoji was probably meant to be searched for, so it
        // is a problem.
        if found.is_none() && term.value.chars().any(|c| !c.is_ascii() && !c.is_whitespace()) {
            self.problem(range, "This contains no letter and no digit, so it is not searched for.");
        }
        found
    }

    /// Reads the term after `text-in:attachment`, which is searched in attachments.
    fn next_term(
        &mut self,
        operator: &Operator,
        term: &TypedWord,
        range: &Range<usize>,
        depth: usize,
    ) -> Option<Query> {
        let value = term.value.to_lowercase();
        if !matches!(value.as_str(), "attachment" | "attachments") {
            if !(term.last && "attachment".starts_with(&value)) {
                self.problem(range, "Write text-in:attachment before a word.");
            }
            return None;
        }
        let Some(next) = self.next_if(has_no_field) else {
            if !term.last {
                self.problem(range, "A word must follow this.");
            }
            return None;
        };
        self.condition(&next, depth, Some(operator.name))
    }

    fn value(
        &mut self,
        read: fn(&Value<'_>) -> Result<Query, &'static str>,
        term: &TypedWord,
        range: &Range<usize>,
    ) -> Option<Query> {
        if term.value.trim().is_empty() {
            if !term.last {
                self.problem(range, "A value must follow the colon.");
            }
            return None;
        }
        let (written, quoted) = (term.value.as_str(), term.quoted);
        match read(&Value { written, lower: written.to_lowercase(), quoted, now: self.now }) {
            Ok(query) => {
                self.wants_all |= query == Query::All;
                (query != Query::All).then_some(query)
            }
            Err(why) => {
                self.problem(range, why);
                None
            }
        }
    }

    /// Reads a name before a colon as words if the name is not an operator, as in `http://…` and `12:30`.
    fn unknown(&mut self, name: &str, term: &TypedWord, range: &Range<usize>) -> Option<Query> {
        if term.value.trim().is_empty() {
            return None;
        }
        if let Some(similar) = Operator::similar_to(name) {
            let why = format!("Foundmail searches for this as words. Did you mean “{}:”?", similar.name);
            self.problem(range, &why);
        }
        let text = format!("{name}:{}", term.value);
        self.words(Scope::ANYWHERE, &TypedWord { field: None, value: text, ..term.clone() }, range)
    }
}

/// The conditions after the last closing bracket that has no opening bracket.
struct Terms {
    /// The number of conditions before these.
    first: usize,
    /// True after `OR`: the next condition is joined to the last one.
    joins: bool,
}

fn has_no_field(token: &QueryToken) -> bool {
    match &token.kind {
        QueryTokenKind::Word(term) => term.field.is_none(),
        QueryTokenKind::Open(field) => field.is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;

//! Splits a query into tokens.

use std::ops::Range;

/// A token of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueryToken {
    pub kind: QueryTokenKind,
    /// The byte range of the token in the query.
    pub range: Range<usize>,
}

/// The kind of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueryTokenKind {
    /// An opening bracket, with the operator before it if there is one: `from:(ruth OR karl)`.
    Open(Option<String>),
    Close,
    Or,
    Not,
    Word(TypedWord),
}

/// A word or a phrase, with the operator before it, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedWord {
    /// The name before the colon, in lower case.
    pub field: Option<String>,
    pub value: String,
    pub quoted: bool,
    /// True if the closing quotation mark is missing. While the query is being typed, the last word of the phrase
    /// may become longer.
    pub unclosed: bool,
    /// True if the query ends with this word. While the query is being typed, the word may become longer.
    pub last: bool,
}

impl TypedWord {
    /// Returns true for `AND` and for a character that cannot begin a word.
    pub(super) fn is_nothing(&self) -> bool {
        self.field.is_none() && self.value.is_empty() && !self.quoted
    }
}

/// The maximum number of bytes of a query that are read.
pub(super) const MAX_QUERY_BYTES: usize = 4096;

/// Returns how many bytes of a query are read. A query that is too long is cut at the start of a word, so that no
/// word is read in part.
pub(super) fn read_length(query: &str) -> usize {
    if query.len() <= MAX_QUERY_BYTES {
        return query.len();
    }
    let end = query.floor_char_boundary(MAX_QUERY_BYTES);
    let cut = query.get(..end).and_then(|query| query.rfind(char::is_whitespace));
    cut.unwrap_or(end)
}

/// The characters that exclude the next word. Mail programs and word processors may replace a minus by a dash.
pub(super) const MINUS: [char; 4] = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];

/// Returns the tokens of a query, in order.
pub(crate) fn tokens(query: &str) -> Vec<QueryToken> {
    let query = query.get(..read_length(query)).unwrap_or_default();
    let mut tokens = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let start = query.len().saturating_sub(rest.len());
        let after_first = rest.get(first.len_utf8()..).unwrap_or_default();
        let kind = match first {
            c if c.is_whitespace() => {
                rest = after_first;
                continue;
            }
            '(' => {
                rest = after_first;
                QueryTokenKind::Open(None)
            }
            ')' => {
                rest = after_first;
                QueryTokenKind::Close
            }
            '|' => {
                rest = after_first;
                QueryTokenKind::Or
            }
            c if MINUS.contains(&c)
                && after_first
                    .starts_with(|c: char| !c.is_whitespace() && !MINUS.contains(&c) && c != ')') =>
            {
                rest = after_first;
                QueryTokenKind::Not
            }
            _ => {
                let (kind, after) = term(rest);
                rest = after;
                kind
            }
        };
        tokens.push(QueryToken { kind, range: start..query.len().saturating_sub(rest.len()) });
    }
    tokens
}

fn term(text: &str) -> (QueryTokenKind, &str) {
    let (field, rest) = match text.split_once(':') {
        Some((name, rest)) if is_field_name(name) => (Some(name.to_lowercase()), rest),
        _ => (None, text),
    };
    if field.is_some()
        && let Some(after) = rest.strip_prefix('(')
    {
        return (QueryTokenKind::Open(field), after);
    }
    if let Some(quoted) = rest.strip_prefix('"') {
        let closed = quoted.split_once('"');
        let (value, after) = closed.unwrap_or((quoted, ""));
        let term = TypedWord {
            field,
            value: value.to_owned(),
            quoted: true,
            unclosed: closed.is_none(),
            last: after.is_empty(),
        };
        return (QueryTokenKind::Word(term), after);
    }
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '|')).unwrap_or(rest.len());
    let (value, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match (&field, value) {
        // A character that cannot begin a word is skipped, so that the loop ends.
        (None, "") => {
            let skip = rest.chars().next().map_or(0, char::len_utf8);
            let after = rest.get(skip..).unwrap_or_default();
            (word(field, "", after), after)
        }
        (None, "OR") => (QueryTokenKind::Or, after),
        (None, "NOT") => (QueryTokenKind::Not, after),
        (None, "AND") => (word(None, "", after), after),
        _ => (word(field, value, after), after),
    }
}

fn word(field: Option<String>, value: &str, after: &str) -> QueryTokenKind {
    let (value, last) = (value.to_owned(), after.is_empty());
    QueryTokenKind::Word(TypedWord { field, value, quoted: false, unclosed: false, last })
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 20
        && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
        && !name.starts_with('-')
}

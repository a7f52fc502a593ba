//! A query as typed, cut into pieces.

use std::ops::Range;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub what: What,
    /// Its bytes in the query.
    pub range: Range<usize>,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A bracket, with the field before it: `from:(ruth OR karl)`.
    Open(Option<String>),
    Close,
    Or,
    Not,
    Term(Term),
}

/// A word, a phrase, or either behind `field:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub field: Option<String>,
    pub value: String,
    pub quoted: bool,
    /// True if its quotation has no end. In a query that is being typed, its last word may go on.
    pub unclosed: bool,
    /// True if nothing at all follows it. In a query that is being typed, it may go on.
    pub last: bool,
}

/// Longest query that is looked at, in bytes.
pub(super) const LONGEST: usize = 4096;

/// Bytes of a query that are looked at: one that is too long ends before the word that would be cut.
pub(super) fn looked_at(query: &str) -> usize {
    if query.len() <= LONGEST {
        return query.len();
    }
    let end = query.floor_char_boundary(LONGEST);
    let cut = query.get(..end).and_then(|query| query.rfind(char::is_whitespace));
    cut.unwrap_or(end)
}

/// What stands before a word that is not wanted; programs that write letters make a dash of a minus.
pub(super) const MINUS: [char; 4] = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];

/// The pieces of a query, in order.
pub(crate) fn pieces(query: &str) -> Vec<Piece> {
    let query = query.get(..looked_at(query)).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let start = query.len().saturating_sub(rest.len());
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        let what = match first {
            c if c.is_whitespace() => {
                rest = behind;
                continue;
            }
            '(' => {
                rest = behind;
                What::Open(None)
            }
            ')' => {
                rest = behind;
                What::Close
            }
            '|' => {
                rest = behind;
                What::Or
            }
            c if MINUS.contains(&c)
                && behind.starts_with(|c: char| !c.is_whitespace() && !MINUS.contains(&c) && c != ')') =>
            {
                rest = behind;
                What::Not
            }
            _ => {
                let (what, after) = term(rest);
                rest = after;
                what
            }
        };
        pieces.push(Piece { what, range: start..query.len().saturating_sub(rest.len()) });
    }
    pieces
}

fn term(text: &str) -> (What, &str) {
    let (field, rest) = match text.split_once(':') {
        Some((name, rest)) if is_field_name(name) => (Some(name.to_lowercase()), rest),
        _ => (None, text),
    };
    if field.is_some()
        && let Some(after) = rest.strip_prefix('(')
    {
        return (What::Open(field), after);
    }
    if let Some(quoted) = rest.strip_prefix('"') {
        let closed = quoted.split_once('"');
        let (value, after) = closed.unwrap_or((quoted, ""));
        let term = Term {
            field,
            value: value.to_owned(),
            quoted: true,
            unclosed: closed.is_none(),
            last: after.is_empty(),
        };
        return (What::Term(term), after);
    }
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '|')).unwrap_or(rest.len());
    let (value, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match (&field, value) {
        // A character that begins no word would otherwise be looked at for ever.
        (None, "") => {
            let skip = rest.chars().next().map_or(0, char::len_utf8);
            let after = rest.get(skip..).unwrap_or_default();
            (word(field, "", after), after)
        }
        (None, "OR") => (What::Or, after),
        (None, "NOT") => (What::Not, after),
        (None, "AND") => (word(None, "", after), after),
        _ => (word(field, value, after), after),
    }
}

fn word(field: Option<String>, value: &str, after: &str) -> What {
    let (value, last) = (value.to_owned(), after.is_empty());
    What::Term(Term { field, value, quoted: false, unclosed: false, last })
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 20
        && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
        && !name.starts_with('-')
}

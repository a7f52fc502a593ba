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
    /// True if nothing at all stands behind it: the owner may still be typing it.
    pub last: bool,
}

/// Longest query that is looked at, in bytes.
pub(super) const LONGEST: usize = 4096;

/// The pieces of a query, in order.
pub(crate) fn pieces(query: &str) -> Vec<Piece> {
    let query = query.get(..query.floor_char_boundary(LONGEST)).unwrap_or_default();
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
            '-' if behind.starts_with(|c: char| !c.is_whitespace() && c != '-' && c != ')') => {
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
        let (value, after) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (word(field, value, true, after), after);
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"')).unwrap_or(rest.len());
    let (value, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match (&field, value) {
        // A character that begins no word would otherwise be looked at for ever.
        (None, "") => {
            let skip = rest.chars().next().map_or(0, char::len_utf8);
            let after = rest.get(skip..).unwrap_or_default();
            (word(field, "", false, after), after)
        }
        (None, "OR" | "|") => (What::Or, after),
        (None, "NOT") => (What::Not, after),
        (None, "AND") => (word(None, "", false, after), after),
        _ => (word(field, value, false, after), after),
    }
}

fn word(field: Option<String>, value: &str, quoted: bool, after: &str) -> What {
    What::Term(Term { field, value: value.to_owned(), quoted, last: after.is_empty() })
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 20
        && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
        && !name.starts_with('-')
}

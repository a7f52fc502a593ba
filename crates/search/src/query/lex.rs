//! A query as typed, cut into pieces.

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Open,
    Close,
    Or,
    Not,
    Term(Term),
}

/// A word, a phrase, or either behind `field:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub field: Option<String>,
    pub value: String,
    pub quoted: bool,
    /// True if nothing at all stands behind it: the owner may still be typing it.
    pub last: bool,
}

/// Longest query that is looked at, in bytes.
const LONGEST: usize = 4096;

pub(super) fn pieces(query: &str) -> Vec<Piece> {
    let query = query.get(..query.floor_char_boundary(LONGEST)).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        match first {
            c if c.is_whitespace() => rest = behind,
            '(' => {
                pieces.push(Piece::Open);
                rest = behind;
            }
            ')' => {
                pieces.push(Piece::Close);
                rest = behind;
            }
            '-' if behind.starts_with(|c: char| !c.is_whitespace() && c != '-' && c != ')') => {
                pieces.push(Piece::Not);
                rest = behind;
            }
            _ => {
                let (term, after) = term(rest);
                rest = after;
                pieces.push(if term.field.is_none() && !term.quoted && term.value == "OR" {
                    Piece::Or
                } else {
                    Piece::Term(term)
                });
            }
        }
    }
    pieces
}

fn term(text: &str) -> (Term, &str) {
    let (field, rest) = match text.split_once(':') {
        Some((name, rest)) if is_field_name(name) => (Some(name.to_lowercase()), rest),
        _ => (None, text),
    };
    if let Some(quoted) = rest.strip_prefix('"') {
        let (value, after) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (Term { field, value: value.to_owned(), quoted: true, last: after.is_empty() }, after);
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"')).unwrap_or(rest.len());
    let (value, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    // A character that begins no word would otherwise be looked at for ever.
    if value.is_empty() && field.is_none() {
        let skip = rest.chars().next().map_or(0, char::len_utf8);
        let after = rest.get(skip..).unwrap_or_default();
        return (Term { field, value: String::new(), quoted: false, last: after.is_empty() }, after);
    }
    (Term { field, value: value.to_owned(), quoted: false, last: after.is_empty() }, after)
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 20
        && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
        && !name.starts_with('-')
}

//! The part of a query that is just being typed.

use std::ops::Range;

use super::lex::{What, pieces};

/// The word at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typing {
    /// Its bytes in the query, with the operator before it.
    pub range: Range<usize>,
    /// The operator before it.
    pub field: Option<String>,
    /// What is typed of it up to the place.
    pub value: String,
}

/// The word that ends at a byte, or holds it.
pub fn word_at(query: &str, byte: usize) -> Typing {
    let byte = query.floor_char_boundary(byte);
    let before = query.get(..byte).unwrap_or_default();
    let nothing = || Typing { range: byte..byte, field: None, value: String::new() };
    let typed = pieces(before).pop().filter(|piece| piece.range.end == byte);
    let Some(What::Term(term)) = typed.as_ref().map(|piece| &piece.what) else { return nothing() };
    let start = typed.as_ref().map_or(byte, |piece| piece.range.start);
    // What stands behind the place belongs to the same word, and is replaced with it.
    let whole = pieces(query).into_iter().find(|piece| piece.range.start == start);
    let end = whole.map_or(byte, |piece| piece.range.end.max(byte));
    Typing { range: start..end, field: term.field.clone(), value: term.value.clone() }
}

#[cfg(test)]
mod tests {
    use super::word_at;

    #[test]
    fn the_word_before_the_cursor() {
        for (text, expected) in [
            ("roof fr|", "5..7 - fr"),
            ("from:ru| roof", "0..7 from ru"),
            ("from:ru|th roof", "0..9 from ru"),
            ("roof |", "5..5 - "),
            ("|roof", "0..0 - "),
            ("in:\"Sent It|", "0..11 in Sent It"),
            ("-from:ü|", "1..8 from ü"),
            ("(fro|", "1..4 - fro"),
        ] {
            let byte = text.find('|').unwrap();
            let word = word_at(&text.replace('|', ""), byte);
            let field = word.field.as_deref().unwrap_or("-");
            assert_eq!(format!("{:?} {field} {}", word.range, word.value), expected, "{text}");
        }
    }
}

//! The word of a query at the cursor.

use std::ops::Range;

use super::lex::{QueryTokenKind, tokens};

/// The word at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordAtCursor {
    /// The byte range of the word in the query, including the operator before it.
    pub range: Range<usize>,
    /// The name before the colon, in lower case.
    pub field: Option<String>,
    /// The text of the word up to the cursor.
    pub value: String,
}

/// Returns the word that contains the cursor or ends at it. The cursor is a byte offset.
pub fn word_at(query: &str, cursor: usize) -> WordAtCursor {
    let cursor = query.floor_char_boundary(cursor);
    let before = query.get(..cursor).unwrap_or_default();
    let none = || WordAtCursor { range: cursor..cursor, field: None, value: String::new() };
    let typed = tokens(before).pop().filter(|token| token.range.end == cursor);
    let Some(QueryTokenKind::Word(term)) = typed.as_ref().map(|token| &token.kind) else { return none() };
    let start = typed.as_ref().map_or(cursor, |token| token.range.start);
    // A completion also replaces the rest of the word after the cursor.
    let whole = tokens(query).into_iter().find(|token| token.range.start == start);
    let end = whole.map_or(cursor, |token| token.range.end.max(cursor));
    WordAtCursor { range: start..end, field: term.field.clone(), value: term.value.clone() }
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

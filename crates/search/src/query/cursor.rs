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

/// The maximum number of words that [`words_at`] joins.
const MOST_WORDS: usize = 4;

/// Returns the word at the cursor together with the words before it, the longest first: a name or a month can consist of
/// several words. The first word can have an operator. Phrases, excluded words and brackets end the sequence.
pub fn words_at(query: &str, cursor: usize) -> Vec<WordAtCursor> {
    let last = word_at(query, cursor);
    let mut found: Vec<WordAtCursor> = Vec::new();
    if last.field.is_some() || last.value.is_empty() {
        return found;
    }
    let tokens = tokens(query.get(..last.range.start).unwrap_or_default());
    let mut start = last.range.start;
    let mut value = last.value;
    for (at, token) in tokens.iter().enumerate().rev().take(MOST_WORDS.saturating_sub(1)) {
        let QueryTokenKind::Word(word) = &token.kind else { break };
        let is_excluded = at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|before| before.kind == QueryTokenKind::Not);
        let is_apart = query
            .get(token.range.end..start)
            .is_some_and(|gap| !gap.is_empty() && gap.chars().all(char::is_whitespace));
        let is_plain = !word.quoted && !word.value.is_empty() && !word.value.ends_with('*');
        if is_excluded || !is_apart || !is_plain {
            break;
        }
        start = token.range.start;
        value = format!("{} {value}", word.value);
        let range = start..last.range.end;
        found.push(WordAtCursor { range, field: word.field.clone(), value: value.clone() });
        if word.field.is_some() {
            break;
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::{word_at, words_at};

    #[test]
    fn the_words_before_the_cursor() {
        for (text, expected) in [
            ("ruth|", ""),
            ("ruth ald|", "0..8 - ruth ald"),
            ("roof ruth ald| x", "0..13 - roof ruth ald | 5..13 - ruth ald"),
            ("roof ruth al|d", "0..13 - roof ruth al | 5..13 - ruth al"),
            ("from:ruth ald|", "0..13 from ruth ald"),
            ("roof from:ruth ald|", "5..18 from ruth ald"),
            ("-ruth ald|", ""),
            ("NOT ruth ald|", ""),
            ("roof OR ald|", ""),
            ("\"ruth\" ald|", ""),
            ("(ruth) ald|", ""),
            ("(ruth ald|", "1..9 - ruth ald"),
            ("ruth from:ald|", ""),
            ("ruth |", ""),
            ("a b c d e|", "2..9 - b c d e | 4..9 - c d e | 6..9 - d e"),
        ] {
            let byte = text.find('|').unwrap();
            let found: Vec<String> = words_at(&text.replace('|', ""), byte)
                .into_iter()
                .map(|word| {
                    format!("{:?} {} {}", word.range, word.field.as_deref().unwrap_or("-"), word.value)
                })
                .collect();
            assert_eq!(found.join(" | "), expected, "{text}");
        }
    }

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

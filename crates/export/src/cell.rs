//! Text in the cells of tables.

use std::borrow::Cow;

/// Returns text that no spreadsheet program takes for a formula: an apostrophe is added before a sign that begins one.
/// Control characters other than line ends become spaces.
///
/// A table with commas can be opened with semicolons as separators, for example where the comma separates decimals. The same
/// rule therefore applies to the text after a semicolon or a line end.
pub(crate) fn safe_cell(text: &str) -> Cow<'_, str> {
    let starts_with_control = text.starts_with(['\t', '\r']);
    let needs_change = |c: char| is_control(c) || SIGNS.contains(&c);
    if !starts_with_control && !text.contains(needs_change) {
        return Cow::Borrowed(text);
    }
    let is_formula = starts_with_control || text.trim_start_matches(is_skipped).starts_with(SIGNS);
    let mut safe = String::with_capacity(text.len().saturating_add(1));
    if is_formula {
        safe.push('\'');
    }
    let mut is_start = false;
    for c in text.chars() {
        if is_start && SIGNS.contains(&c) {
            safe.push('\'');
        }
        is_start = matches!(c, ';' | '\n') || is_start && is_skipped(c);
        safe.push(if is_control(c) { ' ' } else { c });
    }
    Cow::Owned(safe)
}

/// The signs that begin a formula, also in their wide forms of East Asian fonts.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Returns true for a control character that is not a line end.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\n'
}

/// Returns true for a character that spreadsheet programs can skip before a formula.
fn is_skipped(c: char) -> bool {
    c.is_whitespace() || c == '"'
}

/// Returns text on one line. Control characters, and characters that XML does not permit, become spaces.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let is_replaced =
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    if !text.contains(is_replaced) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_replaced(c) { ' ' } else { c }).collect())
}

/// Maximum length of a cell in UTF-16 code units. A spreadsheet program puts the rest of a longer one into the next row.
pub(crate) const MAX_CELL: usize = 32_767;

/// Cuts text that is longer than a cell. The last character is then an ellipsis. Returns true if the text was cut.
pub(crate) fn cut_to_cell(text: &mut String) -> bool {
    // A character has at least as many bytes as code units.
    if text.len() <= MAX_CELL || text.encode_utf16().count() <= MAX_CELL {
        return false;
    }
    let room = MAX_CELL.saturating_sub(1);
    let mut length = 0_usize;
    let end = text.char_indices().find(|(_, c)| {
        length = length.saturating_add(c.len_utf16());
        length > room
    });
    text.truncate(end.map_or(text.len(), |(at, _)| at));
    text.push('\u{2026}');
    true
}

#[cfg(test)]
mod tests {
    use super::{MAX_CELL, cut_to_cell, one_line, safe_cell};

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("Roof claim", "Roof claim"),
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("  =1+1", "'  =1+1"),
            ("+49 30 1234", "'+49 30 1234"),
            ("-5", "'-5"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("＝1", "'＝1"),
            ("\"=1", "'\"=1"),
            ("a\u{7}b", "a b"),
            ("two\nlines", "two\nlines"),
            ("two\n=lines", "two\n'=lines"),
            ("a=b", "a=b"),
            ("a;b", "a;b"),
            ("a;=1", "a;'=1"),
            ("a; \"-1", "a; \"'-1"),
            ("a;;@b;c-d", "a;;'@b;c-d"),
        ] {
            assert_eq!(safe_cell(text), expected);
        }
    }

    #[test]
    fn a_cell_has_one_line() {
        for (text, expected) in [
            ("Roof claim", "Roof claim"),
            ("two\r\nlines", "two  lines"),
            ("a\u{0}b\u{1b}c\u{2028}d\u{ffff}e", "a b c d e"),
        ] {
            assert_eq!(one_line(text), expected);
        }
    }

    #[test]
    fn long_text_is_cut_at_the_limit_of_a_cell() {
        for (unit, fits) in [("x", MAX_CELL), ("屋", MAX_CELL), ("😀", MAX_CELL / 2)] {
            let mut text = unit.repeat(fits);
            assert!(!cut_to_cell(&mut text));
            assert_eq!(text, unit.repeat(fits));
            text.push_str("yy");
            assert!(cut_to_cell(&mut text));
            assert!(text.encode_utf16().count() <= MAX_CELL && text.ends_with('…'), "{unit}");
        }
    }
}

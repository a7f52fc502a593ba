//! Splits the property `font` into the properties that it sets.

use cssparser::Token;

use super::Styles;
use super::pieces::{Piece, trimmed};
use super::values::{families, font_size, font_weight, line_height, push, word};

/// Writes the properties of a `font` declaration: words and weight, size, height of lines, families.
pub(super) fn push_font(
    pieces: &[Piece<'_>],
    important: &str,
    styles: &mut Styles,
    out: &mut String,
) -> Option<()> {
    let mut rest = pieces;
    let mut size = None;
    while let Some((first, behind)) = rest.split_first() {
        let is_weight = matches!(first, Piece::Token(Token::Number { value, .. }) if *value >= 100.0);
        let is_skipped = first.is_space()
            || word(first).is_some_and(|word| matches!(word.as_str(), "normal" | "small-caps"));
        if is_weight || word(first).is_some_and(|word| word.starts_with("bold")) {
            push("font-weight", &font_weight(first)?, important, out);
        } else if let Some(style) = word(first).filter(|word| matches!(word.as_str(), "italic" | "oblique")) {
            push("font-style", &style, important, out);
        } else if !is_skipped {
            size = Some(font_size(first, styles)?);
            rest = behind;
            break;
        }
        rest = behind;
    }
    push("font-size", &size?, important, out);
    if let Some((Piece::Token(Token::Delim('/')), behind)) = trimmed(rest).split_first() {
        let (height, behind) = trimmed(behind).split_first()?;
        push("line-height", &line_height(height)?, important, out);
        rest = behind;
    }
    if let Some(list) = families(trimmed(rest), styles) {
        push("font-family", &list, important, out);
    }
    Some(())
}

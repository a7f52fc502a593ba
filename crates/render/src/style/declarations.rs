//! Cleans lists of declarations.

use cssparser::Token;

use super::pieces::{Piece, trimmed};
use super::properties::{Group, property};
use super::remote::names_remote;
use super::values::push_declaration;
use super::{Detail, Styles};

/// Returns the declarations that stay, separated by semicolons.
pub(super) fn declarations(pieces: &[Piece<'_>], styles: &mut Styles) -> String {
    let mut out = String::new();
    // A nested rule ends without a semicolon.
    for item in pieces.split_inclusive(|piece| piece.is_semicolon() || piece.is_braces()) {
        let item = match item.split_last() {
            Some((last, item)) if last.is_semicolon() => item,
            _ => item,
        };
        let before = out.len();
        if declaration(trimmed(item), styles, &mut out).is_none() {
            out.truncate(before);
            styles.count_remote(names_remote(item));
        }
    }
    out.truncate(out.trim_end_matches(';').len());
    out
}

fn declaration(pieces: &[Piece<'_>], styles: &mut Styles, out: &mut String) -> Option<()> {
    let Some((Piece::Token(Token::Ident(name)), rest)) = pieces.split_first() else { return None };
    let (Piece::Token(Token::Colon), value) = trimmed(rest).split_first()? else { return None };
    let name = name.to_ascii_lowercase();
    let (name, kind, group) = property(&name)?;
    if group == Group::Layout && styles.detail == Detail::Text {
        return None;
    }
    let (value, important) = without_important(trimmed(value));
    if value.is_empty() || value.len() > MAX_VALUE {
        return None;
    }
    push_declaration(name, kind, value, important, styles, out)
}

/// Maximum number of tokens in a value. Lists of shadows and stops are the only longer values.
const MAX_VALUE: usize = 64;

/// Removes `!important` from the end of a value, and returns the text that the declaration ends with.
fn without_important<'p, 'c>(pieces: &'p [Piece<'c>]) -> (&'p [Piece<'c>], &'static str) {
    if let Some((Piece::Token(Token::Ident(word)), rest)) = pieces.split_last()
        && word.eq_ignore_ascii_case("important")
        && let Some((Piece::Token(Token::Delim('!')), value)) = trimmed(rest).split_last()
    {
        return (trimmed(value), "!important");
    }
    (pieces, "")
}

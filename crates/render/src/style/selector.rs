//! Cleans selectors: keeps those that a browser can match in a few steps.

use cssparser::{ToCss as _, Token, serialize_identifier, serialize_string};

use super::pieces::{Piece, trimmed};

/// Maximum number of simple selectors in one selector. Matching tries the ancestors of each element for each of them.
const MAX_PARTS: usize = 16;
/// Maximum length of a selector in bytes.
const MAX_LENGTH: usize = 512;

/// Pseudo-classes whose cost does not depend on the number of elements. `:is`, `:has` and `:not` multiply selectors;
/// `:nth-last-child` and the `-of-type` classes count all siblings of each element.
const PSEUDO_CLASSES: &[&str] =
    &["active", "first-child", "focus", "hover", "last-child", "link", "only-child", "root", "visited"];

/// Returns the selectors of a list that can be matched quickly.
pub(crate) fn selectors(pieces: &[Piece<'_>]) -> Vec<String> {
    pieces.split(Piece::is_comma).filter_map(|pieces| selector(trimmed(pieces))).collect()
}

fn selector(pieces: &[Piece<'_>]) -> Option<String> {
    let mut out = String::new();
    let mut parts: usize = 0;
    let mut rest = pieces.iter();
    while let Some(piece) = rest.next() {
        parts = parts.saturating_add(1);
        match piece {
            Piece::Token(Token::WhiteSpace(_)) => out.push(' '),
            // `~` is left out: it compares each element with all siblings before it.
            Piece::Token(Token::Delim(combinator @ ('>' | '+'))) => out.push(*combinator),
            Piece::Token(Token::Delim('*')) => out.push('*'),
            Piece::Token(Token::Ident(name)) => push_name(name, &mut out)?,
            Piece::Token(Token::IDHash(name)) => {
                out.push('#');
                push_name(name, &mut out)?;
            }
            Piece::Token(Token::Delim('.')) => {
                let Some(Piece::Token(Token::Ident(name))) = rest.next() else { return None };
                out.push('.');
                push_name(name, &mut out)?;
            }
            Piece::Token(Token::Colon) => out.push_str(&pseudo_class(rest.next()?)?),
            Piece::Block(Token::SquareBracketBlock, inner) => out.push_str(&attribute(inner)?),
            Piece::Token(_) | Piece::Block(..) | Piece::TooDeep => return None,
        }
    }
    (parts > 0 && parts <= MAX_PARTS && out.len() <= MAX_LENGTH).then_some(out)
}

fn pseudo_class(piece: &Piece<'_>) -> Option<String> {
    match piece {
        Piece::Token(Token::Ident(name)) => {
            let name = name.to_ascii_lowercase();
            PSEUDO_CLASSES.contains(&name.as_str()).then(|| format!(":{name}"))
        }
        Piece::Block(Token::Function(name), inner) if name.eq_ignore_ascii_case("nth-child") => {
            match trimmed(inner) {
                [Piece::Token(Token::Ident(word))] => {
                    let word = word.to_ascii_lowercase();
                    matches!(word.as_str(), "odd" | "even").then(|| format!(":nth-child({word})"))
                }
                [Piece::Token(Token::Number { int_value: Some(number), .. })] => {
                    Some(format!(":nth-child({number})"))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns the condition on an attribute, with its brackets.
fn attribute(pieces: &[Piece<'_>]) -> Option<String> {
    let mut out = String::from("[");
    for piece in trimmed(pieces) {
        match piece {
            Piece::Token(Token::WhiteSpace(_)) => out.push(' '),
            Piece::Token(Token::Ident(name)) => push_name(name, &mut out)?,
            Piece::Token(Token::QuotedString(value)) if is_name(value) => {
                serialize_string(value, &mut out).ok()?;
            }
            Piece::Token(
                sign @ (Token::IncludeMatch
                | Token::DashMatch
                | Token::PrefixMatch
                | Token::SuffixMatch
                | Token::SubstringMatch
                | Token::Delim('=')),
            ) => sign.to_css(&mut out).ok()?,
            Piece::Token(_) | Piece::Block(..) | Piece::TooDeep => return None,
        }
    }
    out.push(']');
    Some(out)
}

fn push_name(name: &str, out: &mut String) -> Option<()> {
    if !is_name(name) {
        return None;
    }
    serialize_identifier(name, out).ok()
}

/// Returns true for names whose characters mean nothing in HTML, and that need no brackets, quotes or semicolons.
fn is_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '/' | '.' | '#' | ' '))
}

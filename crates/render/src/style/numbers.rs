//! Writes numbers and lengths of styles within bounds.

use cssparser::Token;

use super::pieces::Piece;

/// Largest percentage. More would multiply with each level of nesting.
const MAX_PERCENT: f32 = 100.0;
/// Maximum depth of calculations.
const MAX_CALCULATIONS: usize = 3;
/// Functions that calculate a length.
const CALCULATIONS: &[&str] = &["calc", "clamp", "max", "min"];

/// Writes a number without more digits than are visible.
pub(super) fn number(value: f32) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Adding zero removes the sign of a negative zero.
    format!("{}", if rounded.is_finite() { rounded + 0.0 } else { 0.0 })
}

/// Returns the size of a unit in pixels. `None` for units that do not stay: the height of the window is the height of
/// the document, so a length that depends on it can grow without end.
pub(super) fn pixels_of(unit: &str) -> Option<(&'static str, f32)> {
    const UNITS: &[(&str, f32)] = &[
        ("px", 1.0),
        ("pt", 4.0 / 3.0),
        ("em", 16.0),
        ("rem", 16.0),
        ("ex", 8.0),
        ("ch", 8.0),
        ("pc", 16.0),
        ("in", 96.0),
        ("cm", 37.8),
        ("mm", 3.78),
        ("vw", 10.0),
    ];
    UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).copied()
}

/// Returns a length of at most `max` pixels.
pub(super) fn length(piece: &Piece<'_>, max: f32) -> Option<String> {
    match piece {
        Piece::Token(Token::Number { value, .. }) => Some(number(value.clamp(-max, max))),
        Piece::Token(Token::Percentage { unit_value, .. }) => Some(percent(*unit_value, MAX_PERCENT)),
        Piece::Token(Token::Dimension { value, unit, .. }) => {
            let (unit, pixels) = pixels_of(unit)?;
            let max = max / pixels;
            Some(format!("{}{unit}", number(value.clamp(-max, max))))
        }
        Piece::Block(Token::Function(name), inner) if is_calculation(name) => {
            let calculation = calculation(name, inner, max, MAX_CALCULATIONS)?;
            Some(format!("clamp(-{0}px,{calculation},{0}px)", number(max)))
        }
        _ => None,
    }
}

/// Returns a percentage from its value as a fraction.
pub(super) fn percent(fraction: f32, max: f32) -> String {
    format!("{}%", number((fraction * 100.0).clamp(-max, max)))
}

fn is_calculation(name: &str) -> bool {
    CALCULATIONS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn calculation(name: &str, pieces: &[Piece<'_>], max: f32, depth: usize) -> Option<String> {
    let mut out = name.to_ascii_lowercase();
    out.push('(');
    for piece in pieces {
        match piece {
            Piece::Token(Token::WhiteSpace(_)) => out.push(' '),
            Piece::Token(Token::Comma) => out.push(','),
            Piece::Token(Token::Delim(sign @ ('+' | '-' | '*' | '/'))) => out.push(*sign),
            Piece::Block(Token::ParenthesisBlock, inner) if depth > 0 => {
                out.push_str(&calculation("", inner, max, depth.saturating_sub(1))?);
            }
            Piece::Block(Token::Function(name), inner) if depth > 0 && is_calculation(name) => {
                out.push_str(&calculation(name, inner, max, depth.saturating_sub(1))?);
            }
            Piece::Token(_) => out.push_str(&length(piece, max)?),
            Piece::Block(..) | Piece::TooDeep => return None,
        }
    }
    out.push(')');
    Some(out)
}

//! Cleans the values of properties.

use cssparser::Token;

use super::Styles;
use super::numbers::{length, number, percent, pixels_of};
use super::pieces::{Piece, trimmed};
use super::properties::Kind;

/// Largest width of a border, in pixels.
const MAX_BORDER: f32 = 100.0;
/// Largest radius of a corner, in pixels.
const MAX_RADIUS: f32 = 1_000.0;
/// Largest height of a line, in pixels and as a multiple of the size of the letters.
const MAX_LINE: f32 = 400.0;
const MAX_LINE_FACTOR: f32 = 10.0;
/// Maximum number of lengths, words or colors in a value. No property of the table has more.
const MAX_ITEMS: usize = 9;
/// Maximum number of gradients in a value, and of colors in a gradient.
const MAX_GRADIENTS: usize = 2;
const MAX_STOPS: usize = 12;
/// Functions that describe a color.
const COLOR_FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla"];
/// Functions that describe a gradient. The `repeating-` functions are left out: they can fill a tall element with a pattern
/// of single pixels.
const GRADIENTS: &[&str] =
    &["-webkit-linear-gradient", "-webkit-radial-gradient", "linear-gradient", "radial-gradient"];
/// Words in a background that are not colors.
const BACKGROUND_WORDS: &[&str] = &[
    "auto",
    "border-box",
    "bottom",
    "center",
    "contain",
    "content-box",
    "cover",
    "fixed",
    "left",
    "local",
    "no-repeat",
    "none",
    "padding-box",
    "repeat",
    "repeat-x",
    "repeat-y",
    "right",
    "round",
    "scroll",
    "space",
    "top",
];
/// Words for `display`, and what is written. Nested `flex` and `grid` boxes take time that grows exponentially.
const DISPLAYS: &[(&str, &str)] = &[
    ("block", "block"),
    ("flex", "block"),
    ("flow-root", "block"),
    ("grid", "block"),
    ("inherit", "inherit"),
    ("inline", "inline"),
    ("inline-block", "inline-block"),
    ("inline-flex", "inline-block"),
    ("inline-grid", "inline-block"),
    ("inline-table", "inline-table"),
    ("list-item", "list-item"),
    ("none", "none"),
    ("table", "table"),
    ("table-caption", "table-caption"),
    ("table-cell", "table-cell"),
    ("table-column", "table-column"),
    ("table-column-group", "table-column-group"),
    ("table-footer-group", "table-footer-group"),
    ("table-header-group", "table-header-group"),
    ("table-row", "table-row"),
    ("table-row-group", "table-row-group"),
];

/// Writes a declaration if its value stays.
pub(super) fn push_declaration(
    name: &str,
    kind: Kind,
    pieces: &[Piece<'_>],
    important: &str,
    styles: &mut Styles,
    out: &mut String,
) -> Option<()> {
    let value = match kind {
        Kind::Background => return push_background(name, pieces, important, styles, out),
        Kind::Font => return push_font(pieces, important, styles, out),
        Kind::Border => {
            items(pieces, &|piece| length(piece, MAX_BORDER).or_else(|| word(piece)).or_else(|| color(piece)))
                .map(|value| styles.corners.line(&value))
        }
        Kind::Radius => items(pieces, &|piece| length(piece, MAX_RADIUS))
            .filter(|value| styles.corners.allows_radius(value)),
        Kind::Color => items(pieces, &|piece| word(piece).or_else(|| color(piece))),
        Kind::Length(max) => items(pieces, &|piece| length(piece, max).or_else(|| word(piece))),
        Kind::Words => items(pieces, &word),
        Kind::Display => one(pieces).and_then(display),
        Kind::FontFamily => families(pieces, styles),
        Kind::FontSize => one(pieces).and_then(|piece| font_size(piece, styles)),
        Kind::FontWeight => one(pieces).and_then(font_weight),
        Kind::LineHeight => one(pieces).and_then(line_height),
        Kind::OneOf(words) => one(pieces).and_then(word).filter(|word| words.contains(&word.as_str())),
        Kind::Opacity => one(pieces).and_then(opacity),
    };
    push(name, &value?, important, out);
    Some(())
}

/// Writes a declaration.
pub(super) fn push(name: &str, value: &str, important: &str, out: &mut String) {
    out.extend([name, ":", value, important, ";"]);
}

fn one<'p, 'c>(pieces: &'p [Piece<'c>]) -> Option<&'p Piece<'c>> {
    if let [piece] = pieces { Some(piece) } else { None }
}

/// Writes each item of a value. `None` if one of them does not stay.
fn items(pieces: &[Piece<'_>], item: &dyn Fn(&Piece<'_>) -> Option<String>) -> Option<String> {
    let items: Option<Vec<String>> = pieces
        .split(Piece::is_space)
        .filter(|pieces| !pieces.is_empty())
        .map(|pieces| one(pieces).and_then(item))
        .collect();
    let items = items.filter(|items| items.len() <= MAX_ITEMS)?;
    Some(items.join(" "))
}

/// Returns a word of up to 32 letters.
pub(super) fn word(piece: &Piece<'_>) -> Option<String> {
    let Piece::Token(Token::Ident(word)) = piece else { return None };
    let is_plain = |c: char| c.is_ascii_alphabetic() || c == '-';
    (word.len() <= 32 && word.chars().all(is_plain)).then(|| word.to_ascii_lowercase())
}

/// Returns a color that is a number or a function.
fn color(piece: &Piece<'_>) -> Option<String> {
    match piece {
        Piece::Token(Token::Hash(digits) | Token::IDHash(digits)) => {
            let is_color = digits.len() <= 8 && digits.chars().all(|c| c.is_ascii_hexdigit());
            is_color.then(|| format!("#{digits}"))
        }
        Piece::Block(Token::Function(name), inner) if is_one_of(name, COLOR_FUNCTIONS) => {
            function(name, inner, &|_| None)
        }
        _ => None,
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Writes a function whose arguments are numbers, words and the given other pieces.
fn function(
    name: &str,
    pieces: &[Piece<'_>],
    other: &dyn Fn(&Piece<'_>) -> Option<String>,
) -> Option<String> {
    let mut out = name.to_ascii_lowercase();
    out.push('(');
    for piece in trimmed(pieces) {
        match piece {
            Piece::Token(Token::WhiteSpace(_)) => out.push(' '),
            Piece::Token(Token::Comma) => out.push(','),
            Piece::Token(Token::Delim('/')) => out.push('/'),
            Piece::Token(Token::Number { value, .. }) => out.push_str(&number(value.clamp(-1000.0, 1000.0))),
            Piece::Token(Token::Percentage { unit_value, .. }) => out.push_str(&percent(*unit_value, 1000.0)),
            Piece::Token(Token::Dimension { value, unit, .. }) if unit.eq_ignore_ascii_case("deg") => {
                out.extend([&number(value.clamp(-1000.0, 1000.0)), "deg"]);
            }
            piece => out.push_str(&word(piece).or_else(|| other(piece))?),
        }
    }
    out.push(')');
    Some(out)
}

fn gradient(piece: &Piece<'_>) -> Option<String> {
    let Piece::Block(Token::Function(name), inner) = piece else { return None };
    let stops = inner.iter().filter(|piece| piece.is_comma()).count();
    if stops > MAX_STOPS || !is_one_of(name, GRADIENTS) {
        return None;
    }
    function(name, inner, &|piece| color(piece).or_else(|| length(piece, 5_000.0)))
}

/// Writes the gradients of a background, or its color. Its pictures do not stay.
fn push_background(
    name: &str,
    pieces: &[Piece<'_>],
    important: &str,
    styles: &mut Styles,
    out: &mut String,
) -> Option<()> {
    let gradients: Vec<String> = pieces.iter().filter_map(gradient).take(MAX_GRADIENTS).collect();
    let is_color = |word: &String| !is_one_of(word, BACKGROUND_WORDS);
    let color = pieces.iter().find_map(|piece| color(piece).or_else(|| word(piece).filter(is_color)));
    let is_remote = super::remote::names_remote(pieces);
    if gradients.is_empty() && color.is_none() && (is_remote || word(pieces.first()?)? != "none") {
        return None;
    }
    styles.count_remote(is_remote);
    if !gradients.is_empty() {
        push("background-image", &gradients.join(","), important, out);
    }
    match color {
        Some(color) => push("background-color", &color, important, out),
        None if gradients.is_empty() => push(name, "none", important, out),
        None => {}
    }
    Some(())
}

fn display(piece: &Piece<'_>) -> Option<String> {
    let word = word(piece)?;
    DISPLAYS.iter().find(|(name, _)| *name == word).map(|(_, shown)| (*shown).to_owned())
}

fn opacity(piece: &Piece<'_>) -> Option<String> {
    // Every other value needs a picture of the element and its content, for each level of nesting.
    match piece {
        Piece::Token(Token::Number { value, .. }) if *value <= 0.0 => Some("0".to_owned()),
        _ => None,
    }
}

pub(super) fn font_weight(piece: &Piece<'_>) -> Option<String> {
    match piece {
        Piece::Token(Token::Number { value, .. }) => {
            Some(if *value < 600.0 { "normal" } else { "bold" }.to_owned())
        }
        _ => word(piece)
            .filter(|word| matches!(word.as_str(), "normal" | "bold" | "bolder" | "lighter" | "inherit")),
    }
}

pub(super) fn line_height(piece: &Piece<'_>) -> Option<String> {
    match piece {
        Piece::Token(Token::Number { value, .. }) => Some(number(value.clamp(0.0, MAX_LINE_FACTOR))),
        Piece::Token(Token::Percentage { unit_value, .. }) => {
            Some(percent(unit_value.max(0.0), MAX_LINE_FACTOR * 100.0))
        }
        _ => length(piece, MAX_LINE).or_else(|| word(piece)),
    }
}

/// Returns a list of families.
pub(super) fn families(pieces: &[Piece<'_>], styles: &mut Styles) -> Option<String> {
    let names: Option<Vec<String>> =
        pieces.split(Piece::is_comma).map(|name| family(trimmed(name))).collect();
    styles.fonts.families(names?.iter().map(String::as_str))
}

fn family(pieces: &[Piece<'_>]) -> Option<String> {
    let mut words = Vec::new();
    for piece in pieces.iter().filter(|piece| !piece.is_space()) {
        match piece {
            Piece::Token(Token::Ident(word) | Token::QuotedString(word)) => words.push(word.as_ref()),
            _ => return None,
        }
    }
    Some(words.join(" "))
}

/// Returns the size of letters. Relative sizes are relative to the body, because each level of nesting would create another
/// size.
pub(super) fn font_size(piece: &Piece<'_>, styles: &mut Styles) -> Option<String> {
    let factor = match piece {
        Piece::Token(Token::Percentage { unit_value, .. }) => *unit_value,
        Piece::Token(Token::Dimension { value, unit, .. }) => {
            let (unit, pixels) = pixels_of(unit)?;
            match unit {
                "em" | "rem" => *value,
                "ex" | "ch" => value / 2.0,
                "vw" => return None,
                _ => return Some(format!("{}px", number(styles.fonts.size(value * pixels)))),
            }
        }
        Piece::Token(Token::Number { value, .. }) => {
            return Some(format!("{}px", number(styles.fonts.size(*value))));
        }
        _ => {
            let word = word(piece)?;
            let known = [
                "inherit", "initial", "large", "medium", "small", "x-large", "x-small", "xx-large",
                "xx-small",
            ];
            return known.contains(&word.as_str()).then_some(word);
        }
    };
    // Most relative sizes only repeat the size of the text around them.
    if (0.9..=1.1).contains(&factor) {
        return Some("inherit".to_owned());
    }
    Some(format!("{}px", number(styles.fonts.size(factor * BASE_SIZE))))
}

/// The size of the letters of the document, in pixels.
const BASE_SIZE: f32 = 15.0;

/// Writes the properties of a `font` declaration: words and weight, size, height of lines, families.
fn push_font(pieces: &[Piece<'_>], important: &str, styles: &mut Styles, out: &mut String) -> Option<()> {
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

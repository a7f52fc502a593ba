//! Cleans style sheets.

use std::fmt::Write as _;

use cssparser::Token;

use super::Styles;
use super::declarations::declarations;
use super::numbers::{number, pixels_of};
use super::pieces::{Piece, pieces, trimmed};
use super::remote::{imports_remote, names_remote};
use super::selector::selectors;

/// Maximum size of the sheets of a body, in bytes. Large newsletters have 100 kB.
const MAX_SHEETS: usize = 1024 * 1024;
/// Maximum number of selectors in the sheets of a body. Large newsletters have a thousand.
const MAX_SELECTORS: usize = 3_000;
/// Maximum number of selectors, multiplied by the elements of the body: a browser may try each selector on each element.
/// Ten million take it half a second.
const MAX_TRIALS: usize = 10_000_000;
/// Maximum depth of conditions in conditions.
const MAX_CONDITIONS: usize = 3;

/// A sheet of a body: its condition and its text.
pub(crate) type Sheet = (String, String);

/// Cleans the sheets of a body with this number of elements. Returns one sheet.
///
/// Each sheet is cleaned alone, as a browser reads it. References to the Internet are also counted in the joined sheets,
/// because a sheet that looks harmless alone may be split on purpose.
pub(crate) fn clean_sheets(sheets: &[Sheet], elements: usize, styles: &mut Styles) -> String {
    let room = MAX_TRIALS.checked_div(elements).unwrap_or(MAX_SELECTORS).min(MAX_SELECTORS);
    let mut cleaner = Cleaner { room, out: String::new() };
    let before = styles.remote;
    let mut size: usize = 0;
    for (condition, text) in sheets {
        size = size.saturating_add(text.len());
        if size > MAX_SHEETS {
            break;
        }
        let rules = pieces(text);
        match condition.trim() {
            "" => cleaner.rules(&rules, MAX_CONDITIONS, styles),
            condition => cleaner.conditional(&pieces(condition), &rules, MAX_CONDITIONS, styles),
        }
    }
    if sheets.len() > 1 {
        let joined: String = sheets.iter().map(|(_, text)| text.as_str()).collect();
        let joined = joined.get(..joined.floor_char_boundary(MAX_SHEETS)).unwrap_or_default();
        let mut in_joined = Styles::default();
        Cleaner { room: 0, out: String::new() }.rules(&pieces(joined), MAX_CONDITIONS, &mut in_joined);
        styles.remote = styles.remote.max(before.saturating_add(in_joined.remote));
    }
    cleaner.out
}

struct Cleaner {
    /// Number of selectors that may still be written.
    room: usize,
    out: String,
}

impl Cleaner {
    fn rules(&mut self, pieces: &[Piece<'_>], conditions: usize, styles: &mut Styles) {
        let mut rest = pieces;
        while let Some((first, behind)) = rest.split_first() {
            let is_at_rule = matches!(first, Piece::Token(Token::AtKeyword(_)));
            let is_between = first.is_space() || matches!(first, Piece::Token(Token::CDO | Token::CDC));
            if is_between {
                rest = behind;
                continue;
            }
            // A rule ends with its block. An at-rule can end with a semicolon.
            let end = rest.iter().position(|piece| piece.is_braces() || is_at_rule && piece.is_semicolon());
            let end = end.map_or(rest.len(), |end| end.saturating_add(1));
            let (rule, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            self.rule(rule, conditions, styles);
            rest = behind;
        }
    }

    fn rule(&mut self, rule: &[Piece<'_>], conditions: usize, styles: &mut Styles) {
        let Some((Piece::Block(Token::CurlyBracketBlock, block), prelude)) = rule.split_last() else {
            // The address of a namespace is a name. No browser loads it.
            let is_namespace = matches!(rule.first(), Some(Piece::Token(Token::AtKeyword(name))) if name.eq_ignore_ascii_case("namespace"));
            styles.count_remote(!is_namespace && imports_remote(rule));
            return;
        };
        match prelude.split_first() {
            Some((Piece::Token(Token::AtKeyword(name)), prelude)) if name.eq_ignore_ascii_case("media") => {
                self.conditional(prelude, block, conditions, styles);
            }
            Some((Piece::Token(Token::AtKeyword(_)), _)) => {
                styles.count_remote(imports_remote(prelude) || names_remote(block));
            }
            _ => self.style_rule(prelude, block, styles),
        }
    }

    fn style_rule(&mut self, prelude: &[Piece<'_>], block: &[Piece<'_>], styles: &mut Styles) {
        // The declarations of a rule that is left out are counted too.
        let declarations = declarations(block, styles);
        styles.count_remote(imports_remote(prelude));
        let selectors = selectors(trimmed(prelude));
        if selectors.is_empty() || declarations.is_empty() || selectors.len() > self.room {
            return;
        }
        self.room = self.room.saturating_sub(selectors.len());
        self.out.extend([&selectors.join(","), "{", &declarations, "}"]);
    }

    fn conditional(
        &mut self,
        prelude: &[Piece<'_>],
        rules: &[Piece<'_>],
        conditions: usize,
        styles: &mut Styles,
    ) {
        let Some((condition, conditions)) = condition(trimmed(prelude)).zip(conditions.checked_sub(1)) else {
            styles.count_remote(names_remote(rules));
            return;
        };
        let _ = write!(self.out, "@media {condition}{{");
        let start = self.out.len();
        self.rules(rules, conditions, styles);
        if self.out.len() == start {
            self.out.truncate(start.saturating_sub(condition.len()).saturating_sub("@media {".len()));
        } else {
            self.out.push('}');
        }
    }
}

/// Returns a condition that consists of words, and of features with numbers.
fn condition(pieces: &[Piece<'_>]) -> Option<String> {
    const MAX_PIECES: usize = 40;
    if pieces.is_empty() || pieces.len() > MAX_PIECES {
        return None;
    }
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Token(Token::WhiteSpace(_)) => out.push(' '),
            Piece::Token(Token::Comma) => out.push(','),
            Piece::Token(Token::Colon) => out.push(':'),
            Piece::Token(Token::Number { value, .. }) => out.push_str(&number(*value)),
            Piece::Token(Token::Dimension { value, unit, .. }) => {
                out.extend([&number(*value), pixels_of(unit)?.0]);
            }
            Piece::Token(Token::Ident(word)) => {
                let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                out.push_str(Some(word).filter(|_| is_plain)?);
            }
            Piece::Block(Token::ParenthesisBlock, inner) => {
                // Conditions of real mail are not nested.
                let is_flat = !inner.iter().any(|piece| matches!(piece, Piece::Block(..)));
                out.extend(["(", &condition(trimmed(inner)).filter(|_| is_flat)?, ")"]);
            }
            Piece::Token(_) | Piece::Block(..) | Piece::TooDeep => return None,
        }
    }
    Some(out)
}

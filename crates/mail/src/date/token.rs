//! Splits a date into words, numbers and signs.

use unicode_normalization::UnicodeNormalization as _;

/// Maximum number of tokens that are read. A date has about ten.
const MAX_TOKENS: usize = 64;

/// A word, a number or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateToken {
    pub kind: TokenKind,
    /// True if white space or a comment precedes the token.
    pub spaced: bool,
}

/// The tokens of a date.
pub(super) struct DateTokens {
    pub outside_comments: Vec<DateToken>,
    /// Tokens inside comments (RFC 5322, section 3.2.2).
    pub in_comments: Vec<DateToken>,
}

/// The kind and value of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A number, and its count of digits.
    Number(u32, usize),
    /// A word in lower case, without diacritics.
    Word(String),
    Sign(char),
}

impl DateToken {
    /// Returns the value of a number and its count of digits. Returns `None` if the token is not a number.
    pub(super) fn number(&self) -> Option<(u32, usize)> {
        if let TokenKind::Number(value, digits) = self.kind { Some((value, digits)) } else { None }
    }

    /// Returns the word, or `None` if the token is not a word.
    pub(super) fn word(&self) -> Option<&str> {
        if let TokenKind::Word(word) = &self.kind { Some(word) } else { None }
    }

    /// Returns true if the token is one of these signs.
    pub(super) fn is_sign(&self, signs: &[char]) -> bool {
        matches!(self.kind, TokenKind::Sign(sign) if signs.contains(&sign))
    }
}

/// Splits a date into tokens.
pub(super) fn tokens(text: &str) -> DateTokens {
    let mut tokens = DateTokens { outside_comments: Vec::new(), in_comments: Vec::new() };
    let mut rest = text;
    let (mut spaced, mut depth) = (false, 0_usize);
    while tokens.outside_comments.len().saturating_add(tokens.in_comments.len()) < MAX_TOKENS
        && let Some(first) = rest.chars().next()
    {
        let length = match first {
            '0'..='9' => leading(rest, |c| c.is_ascii_digit()),
            _ if first.is_alphabetic() => leading(rest, char::is_alphabetic),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        let kind = match first {
            '0'..='9' => TokenKind::Number(piece.parse().unwrap_or(u32::MAX), length),
            _ if first.is_alphabetic() => TokenKind::Word(lower_without_marks(piece)),
            '(' | ')' => {
                depth = if first == '(' { depth.saturating_add(1) } else { depth.saturating_sub(1) };
                spaced = true;
                continue;
            }
            '\\' if depth > 0 => {
                rest = after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
                continue;
            }
            _ if first.is_whitespace() => {
                spaced = true;
                continue;
            }
            // Some programs write a minus sign or a dash instead of a hyphen.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => TokenKind::Sign('-'),
            sign => TokenKind::Sign(sign),
        };
        let list = if depth > 0 { &mut tokens.in_comments } else { &mut tokens.outside_comments };
        list.push(DateToken { kind, spaced });
        spaced = false;
    }
    tokens
}

fn leading(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !belongs(c)).unwrap_or(text.len())
}

/// Returns a word in lower case, without diacritics.
pub(super) fn lower_without_marks(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let letters = word.to_lowercase();
    let bare = letters.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    bare.map(|c| match c {
        'ł' => 'l',
        'ø' => 'o',
        'ı' => 'i',
        _ => c,
    })
    .collect()
}

//! The words, numbers and signs of a date.

use unicode_normalization::UnicodeNormalization as _;

/// Words, numbers and signs that are looked at; a date has about ten.
const MOST: usize = 64;

/// A word, a number or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    /// True if white space or a comment is before it.
    pub spaced: bool,
}

/// The tokens of a date.
pub(super) struct Tokens {
    pub of_date: Vec<Token>,
    /// Those inside its comments (RFC 5322, section 3.2.2).
    pub of_comments: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, and of how many digits it is.
    Number(u32, usize),
    /// A word in small letters, without marks on its letters.
    Word(String),
    Sign(char),
}

impl Token {
    /// Returns a number and how many digits it has.
    pub(super) fn number(&self) -> Option<(u32, usize)> {
        if let Kind::Number(value, digits) = self.kind { Some((value, digits)) } else { None }
    }

    pub(super) fn word(&self) -> Option<&str> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }

    pub(super) fn is_sign(&self, signs: &[char]) -> bool {
        matches!(self.kind, Kind::Sign(sign) if signs.contains(&sign))
    }
}

/// Cuts a date into its tokens.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut tokens = Tokens { of_date: Vec::new(), of_comments: Vec::new() };
    let mut rest = text;
    let (mut spaced, mut depth) = (false, 0_usize);
    while tokens.of_date.len().saturating_add(tokens.of_comments.len()) < MOST
        && let Some(first) = rest.chars().next()
    {
        let length = match first {
            '0'..='9' => leading(rest, |c| c.is_ascii_digit()),
            _ if first.is_alphabetic() => leading(rest, char::is_alphabetic),
            _ => first.len_utf8(),
        };
        let (piece, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = behind;
        let kind = match first {
            '0'..='9' => Kind::Number(piece.parse().unwrap_or(u32::MAX), length),
            _ if first.is_alphabetic() => Kind::Word(folded(piece)),
            '(' | ')' => {
                depth = if first == '(' { depth.saturating_add(1) } else { depth.saturating_sub(1) };
                spaced = true;
                continue;
            }
            '\\' if depth > 0 => {
                rest = behind.get(behind.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
                continue;
            }
            _ if first.is_whitespace() => {
                spaced = true;
                continue;
            }
            // Some write a minus where RFC 5322 asks for a hyphen.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => Kind::Sign('-'),
            sign => Kind::Sign(sign),
        };
        let list = if depth > 0 { &mut tokens.of_comments } else { &mut tokens.of_date };
        list.push(Token { kind, spaced });
        spaced = false;
    }
    tokens
}

fn leading(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !belongs(c)).unwrap_or(text.len())
}

/// Returns a word in small letters, without marks on its letters.
pub(super) fn folded(word: &str) -> String {
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

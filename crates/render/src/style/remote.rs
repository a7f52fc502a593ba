//! Finds addresses on the Internet in styles.

use cssparser::Token;

use super::pieces::Piece;

/// Returns true if a declaration names content on the Internet, in any function: `url`, `src`, `image-set` or one
/// that does not exist yet.
pub(crate) fn names_remote(pieces: &[Piece<'_>]) -> bool {
    finds(pieces, false)
}

/// The same as [`names_remote`], but also finds addresses in quotes outside functions, as in `@import "…"`.
pub(crate) fn imports_remote(pieces: &[Piece<'_>]) -> bool {
    finds(pieces, true)
}

fn finds(pieces: &[Piece<'_>], in_quotes: bool) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Token(Token::UnquotedUrl(address) | Token::BadUrl(address)) => is_remote(address),
        Piece::Token(Token::QuotedString(address)) => in_quotes && is_remote(address),
        Piece::Block(Token::Function(_), inner) => finds(inner, true),
        // The content of a rule consists of declarations. A text in one of them is not an address.
        Piece::Block(Token::CurlyBracketBlock, inner) => finds(inner, false),
        Piece::Block(_, inner) => finds(inner, in_quotes),
        Piece::Token(_) | Piece::TooDeep => false,
    })
}

/// Returns true for the address of content on another computer.
pub(crate) fn is_remote(address: &str) -> bool {
    // Browsers remove line ends and tabs from addresses, and read `\` as `/`.
    let plain: String = address
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if c == '\\' { '/' } else { c.to_ascii_lowercase() })
        .skip_while(|c| c.is_whitespace())
        .take(8)
        .collect();
    ["http:", "https:", "ftp:", "//"].iter().any(|start| plain.starts_with(start))
}

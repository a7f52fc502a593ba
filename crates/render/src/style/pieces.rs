//! Splits styles into tokens and blocks, as a browser does (CSS Syntax, section 5).

use cssparser::{ParseError, Parser, Token};

/// Maximum depth of braces, brackets and functions in a style. Browsers read nested blocks by recursion: the process of a page
/// dies at about a thousand nested braces. Styles of real mail need five levels: a condition, a rule, a gradient, a
/// color and a calculation.
const MAX_DEPTH: usize = 8;

/// A token, or a block with its content. Comments are removed, escapes are resolved.
#[derive(Debug, Clone)]
pub(crate) enum Piece<'c> {
    Token(Token<'c>),
    /// A function, or a block in round, square or curly brackets. The token opens the block.
    Block(Token<'c>, Vec<Piece<'c>>),
    /// A block that is nested too deep.
    TooDeep,
}

impl Piece<'_> {
    pub(crate) fn is_space(&self) -> bool {
        matches!(self, Self::Token(Token::WhiteSpace(_)))
    }

    pub(crate) fn is_semicolon(&self) -> bool {
        matches!(self, Self::Token(Token::Semicolon))
    }

    pub(crate) fn is_comma(&self) -> bool {
        matches!(self, Self::Token(Token::Comma))
    }

    pub(crate) fn is_braces(&self) -> bool {
        matches!(self, Self::Block(Token::CurlyBracketBlock, _))
    }
}

/// Splits a style.
pub(crate) fn pieces(css: &str) -> Vec<Piece<'_>> {
    read(&mut Parser::new(css), MAX_DEPTH)
}

/// Removes white space at both ends.
pub(crate) fn trimmed<'p, 'c>(pieces: &'p [Piece<'c>]) -> &'p [Piece<'c>] {
    let start = pieces.iter().take_while(|piece| piece.is_space()).count();
    let pieces = pieces.get(start..).unwrap_or_default();
    let spaces = pieces.iter().rev().take_while(|piece| piece.is_space()).count();
    pieces.get(..pieces.len().saturating_sub(spaces)).unwrap_or_default()
}

fn read<'c>(parser: &mut Parser<'c>, depth: usize) -> Vec<Piece<'c>> {
    let mut pieces = Vec::new();
    // The only error is the end of the input.
    while let Ok(token) = parser.next_including_whitespace() {
        let token = token.clone();
        let opens = matches!(
            token,
            Token::Function(_)
                | Token::ParenthesisBlock
                | Token::SquareBracketBlock
                | Token::CurlyBracketBlock
        );
        if !opens {
            pieces.push(Piece::Token(token));
        } else if depth == 0 {
            // The parser skips a block that is not read.
            pieces.push(Piece::TooDeep);
        } else {
            let inner = parser
                .parse_nested_block(|parser| Ok::<_, ParseError<()>>(read(parser, depth.saturating_sub(1))));
            pieces.push(inner.map_or(Piece::TooDeep, |inner| Piece::Block(token, inner)));
        }
    }
    pieces
}

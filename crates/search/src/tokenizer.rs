//! Passes the tokens of the [`WordBreaker`] to Tantivy.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::word_breaker::WordBreaker;

/// The name of the tokenizer for texts.
pub(crate) const WORDS: &str = "words";
/// The name of the tokenizer for file names.
pub(crate) const NAMES: &str = "names";

/// Splits a text into tokens.
#[derive(Clone, Default)]
pub(crate) struct WordTokenizer {
    /// True for file names.
    pub is_file_name: bool,
    token: Token,
}

impl WordTokenizer {
    pub(crate) fn new(is_file_name: bool) -> Self {
        Self { is_file_name, token: Token::default() }
    }
}

pub(crate) struct Tokens<'t> {
    breaker: WordBreaker<'t>,
    token: &'t mut Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        self.token.reset();
        Tokens { breaker: WordBreaker::new(text, self.is_file_name), token: &mut self.token }
    }
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(cut) = self.breaker.next(&mut self.token.text) else { return false };
        self.token.offset_from = cut.start;
        self.token.offset_to = cut.end;
        self.token.position = cut.position;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

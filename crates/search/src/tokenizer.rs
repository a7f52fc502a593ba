//! [`WordBreaker`](crate::word_breaker::WordBreaker) as tantivy asks for it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::word_breaker::WordBreaker;

/// Name under which the tokenizer of texts is registered.
pub(crate) const WORDS: &str = "words";
/// The one of files' names.
pub(crate) const NAMES: &str = "names";

/// Gives the words of a text.
#[derive(Clone, Default)]
pub(crate) struct WordTokenizer {
    /// True for names of files.
    pub names: bool,
    token: Token,
}

impl WordTokenizer {
    pub(crate) fn new(names: bool) -> Self {
        Self { names, token: Token::default() }
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
        Tokens { breaker: WordBreaker::new(text, self.names), token: &mut self.token }
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

//! [`words`](crate::words) as tantivy asks for them.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::words::{Word, words};

/// Name under which the tokenizer is registered.
pub(crate) const WORDS: &str = "words";

/// Gives the words of a text.
#[derive(Clone)]
pub(crate) struct WordTokenizer;

pub(crate) struct Tokens {
    words: std::vec::IntoIter<Word>,
    token: Token,
    position: usize,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens { words: words(text).into_iter(), token: Token::default(), position: 0 }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.offset_from = word.start;
        self.token.offset_to = word.end;
        self.token.text = word.text;
        self.token.position = self.position;
        self.position = self.position.saturating_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

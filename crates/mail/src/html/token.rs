//! Tags and text of HTML, cut as the HTML standard does (section 13.2.5).
//!
//! The tokenizer of a browser keeps each tag's attributes and compares them with one another, so that one tag of a hostile message
//! costs the square of its length. Nothing here is kept but names and text: the cost is that of reading once.

use memchr::{memchr, memchr2, memmem};

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text in which characters may be named.
    Text(&'h str),
    /// Text that is as it stands.
    Raw(&'h str),
    /// The start tag of an element.
    Open(&'h str),
    /// The end tag of an element.
    Close(&'h str),
}

/// Cuts a document into tokens.
pub(super) struct Tokens<'h> {
    rest: &'h str,
    /// The element whose content begins here, if that is text to its end tag.
    inside: Option<&'h str>,
    /// Quotes of which no other one follows: a value that begins with one ends like a value without quotes.
    lone_quotes: [bool; 2],
}

impl<'h> Tokens<'h> {
    pub(super) fn of(html: &'h str) -> Self {
        Self { rest: html, inside: None, lone_quotes: [false; 2] }
    }

    /// Goes on behind the end tag of an element, if it has one.
    pub(super) fn skip_to_end_of(&mut self, name: &str) -> bool {
        let end = end_tag(self.rest, name);
        self.rest = end.and_then(|end| self.rest.get(end..)).unwrap_or(self.rest);
        end.is_some()
    }

    fn take(&mut self, length: usize) -> &'h str {
        let (piece, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        piece
    }

    /// The content of an element that holds no other elements.
    fn content_of(&mut self, name: &'h str) -> Token<'h> {
        let end = if is(name, "plaintext") { None } else { end_tag(self.rest, name) };
        let content = self.take(end.unwrap_or(self.rest.len()));
        if is(name, "title") || is(name, "textarea") { Token::Text(content) } else { Token::Raw(content) }
    }

    /// Reads what begins with `<`. `None` for what is no token, such as a comment.
    fn markup(&mut self) -> Option<Token<'h>> {
        let behind = self.rest.get(1..).unwrap_or_default();
        let is_end = behind.starts_with('/');
        let inside = behind.strip_prefix('/').unwrap_or(behind);
        if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let before = self.rest.len().saturating_sub(inside.len());
            let length =
                inside.find(|c: char| c.is_ascii_whitespace() || "/>".contains(c)).unwrap_or(inside.len());
            let name = inside.get(..length).unwrap_or_default();
            let end = self.tag_end(before.saturating_add(length));
            self.take(end);
            if is_end {
                return Some(Token::Close(name));
            }
            self.inside = TEXT_ONLY.iter().any(|known| is(name, known)).then_some(name);
            return Some(Token::Open(name));
        }
        if let Some(comment) = behind.strip_prefix("!--") {
            let length = comment_length(comment);
            self.take(length.saturating_add(4));
            return None;
        }
        if is_end || behind.starts_with(['!', '?']) {
            // A document type, an instruction, or what is a comment by mistake.
            let end = memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |end| end.saturating_add(1));
            self.take(end);
            return None;
        }
        Some(Token::Text(self.take(1)))
    }

    /// The length of the tag that begins here, whose attributes begin at `at`.
    fn tag_end(&mut self, mut at: usize) -> usize {
        let bytes = self.rest.as_bytes();
        loop {
            let behind = bytes.get(at..).unwrap_or_default();
            let Some(next) = memchr2(b'=', b'>', behind) else { return bytes.len() };
            at = at.saturating_add(next).saturating_add(1);
            if behind.get(next) == Some(&b'>') {
                return at;
            }
            let value = bytes.get(at..).unwrap_or_default();
            at = bytes.len().saturating_sub(value.trim_ascii_start().len());
            let value = bytes.get(at..).unwrap_or_default();
            let length = self.quoted_length(value).unwrap_or_else(|| {
                value
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || *byte == b'>')
                    .unwrap_or(value.len())
            });
            at = at.saturating_add(length);
        }
    }

    /// The length of a value in quotes. `None` for one without, or whose second quote is missing: all that follows would be lost.
    fn quoted_length(&mut self, value: &[u8]) -> Option<usize> {
        let (quote, content) = value.split_first()?;
        let index = QUOTES.iter().position(|known| known == quote)?;
        let is_lone = self.lone_quotes.get_mut(index).filter(|is_lone| !**is_lone)?;
        let length = memchr(*quote, content);
        *is_lone = length.is_none();
        length?.checked_add(2)
    }
}

const QUOTES: [u8; 2] = *b"\"'";

/// Elements whose content is text up to their end tag.
const TEXT_ONLY: [&str; 6] = ["plaintext", "script", "style", "textarea", "title", "xmp"];

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(name) = self.inside.take() {
                return Some(self.content_of(name));
            }
            match memchr(b'<', self.rest.as_bytes()) {
                Some(0) => {
                    if let Some(token) = self.markup() {
                        return Some(token);
                    }
                }
                Some(length) => return Some(Token::Text(self.take(length))),
                None => return Some(Token::Text(self.take(self.rest.len()))),
            }
        }
    }
}

/// True if an element is called so.
pub(super) fn is(name: &str, known: &str) -> bool {
    name.eq_ignore_ascii_case(known)
}

/// The length of a comment, with its end.
fn comment_length(comment: &str) -> usize {
    for short in [">", "->"] {
        if comment.starts_with(short) {
            return short.len();
        }
    }
    let signs = memchr::memchr_iter(b'>', comment.as_bytes());
    let mut ends = signs.filter(|&at| {
        let before = comment.get(..at).unwrap_or_default();
        before.ends_with("--") || before.ends_with("--!")
    });
    ends.next().map_or(comment.len(), |end| end.saturating_add(1))
}

/// Where the end tag of an element begins.
fn end_tag(html: &str, name: &str) -> Option<usize> {
    memmem::find_iter(html.as_bytes(), b"</").find(|at| {
        let behind = html.get(at.saturating_add(2)..).unwrap_or_default();
        let Some((end, rest)) = behind.split_at_checked(name.len()) else { return false };
        is(end, name) && rest.starts_with(|c: char| c.is_ascii_whitespace() || "/>".contains(c))
    })
}

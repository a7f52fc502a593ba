//! Splits HTML into tags and text, as in the HTML standard, section 13.2.5.
//!
//! The tokenizer of a browser keeps all attributes of a tag and compares them, so one tag of a hostile message takes
//! quadratic time. This tokenizer keeps only names and text, and takes linear time.

use memchr::{memchr, memchr2, memmem};

/// A token of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlToken<'h> {
    /// Text that may contain character references.
    Text(&'h str),
    /// Text in which `&` never begins a character reference.
    Raw(&'h str),
    /// The name of a start tag.
    Open(&'h str),
    /// The name of an end tag.
    Close(&'h str),
}

/// Splits a document into tokens.
pub(super) struct Tokenizer<'h> {
    rest: &'h str,
    /// The name of the element that was opened last, if its content is text up to its end tag.
    text_element: Option<&'h str>,
    /// For each of the [`QUOTES`]: true if no quote of this kind follows. Then a value that begins with that quote
    /// ends like a value without quotes.
    lone_quotes: [bool; 2],
}

impl<'h> Tokenizer<'h> {
    /// Returns the tokens of a document.
    pub(super) fn of(html: &'h str) -> Self {
        Self { rest: html, text_element: None, lone_quotes: [false; 2] }
    }

    /// Skips the text before the end tag of an element. Skips nothing and returns false if there is no such tag.
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

    /// Returns the content of an element that contains only text.
    fn content_of(&mut self, name: &'h str) -> HtmlToken<'h> {
        let end = if is_element(name, "plaintext") { None } else { end_tag(self.rest, name) };
        let content = self.take(end.unwrap_or(self.rest.len()));
        if is_element(name, "title") || is_element(name, "textarea") {
            HtmlToken::Text(content)
        } else {
            HtmlToken::Raw(content)
        }
    }

    /// Reads markup that begins with `<`. Returns `None` for markup without a token, such as a comment.
    fn markup(&mut self) -> Option<HtmlToken<'h>> {
        let after = self.rest.get(1..).unwrap_or_default();
        let is_end = after.starts_with('/');
        let text_element = after.strip_prefix('/').unwrap_or(after);
        if text_element.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let before = self.rest.len().saturating_sub(text_element.len());
            let length = text_element
                .find(|c: char| c.is_ascii_whitespace() || "/>".contains(c))
                .unwrap_or(text_element.len());
            let name = text_element.get(..length).unwrap_or_default();
            let end = self.tag_end(before.saturating_add(length));
            self.take(end);
            if is_end {
                return Some(HtmlToken::Close(name));
            }
            self.text_element = TEXT_ONLY.iter().any(|known| is_element(name, known)).then_some(name);
            return Some(HtmlToken::Open(name));
        }
        if let Some(comment) = after.strip_prefix("!--") {
            let length = comment_length(comment);
            self.take(length.saturating_add(4));
            return None;
        }
        if is_end || after.starts_with(['!', '?']) {
            // A document type, a processing instruction, or invalid markup that HTML treats as a comment.
            let end = memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |end| end.saturating_add(1));
            self.take(end);
            return None;
        }
        Some(HtmlToken::Text(self.take(1)))
    }

    /// Returns the length of the tag at the start of the rest. `at` is the offset of the tag's attributes.
    fn tag_end(&mut self, mut at: usize) -> usize {
        let bytes = self.rest.as_bytes();
        loop {
            let after = bytes.get(at..).unwrap_or_default();
            let Some(next) = memchr2(b'=', b'>', after) else { return bytes.len() };
            at = at.saturating_add(next).saturating_add(1);
            if after.get(next) == Some(&b'>') {
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

    /// Returns the length of a quoted value. Returns `None` if the value has no quotes or no closing quote. A
    /// missing closing quote must not hide all following text.
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

impl<'h> Iterator for Tokenizer<'h> {
    type Item = HtmlToken<'h>;

    fn next(&mut self) -> Option<HtmlToken<'h>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(name) = self.text_element.take() {
                return Some(self.content_of(name));
            }
            match memchr(b'<', self.rest.as_bytes()) {
                Some(0) => {
                    if let Some(token) = self.markup() {
                        return Some(token);
                    }
                }
                Some(length) => return Some(HtmlToken::Text(self.take(length))),
                None => return Some(HtmlToken::Text(self.take(self.rest.len()))),
            }
        }
    }
}

/// Compares the name of an element, ignoring case.
pub(super) fn is_element(name: &str, known: &str) -> bool {
    name.eq_ignore_ascii_case(known)
}

/// Returns the length of a comment, including its end.
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

/// Returns the offset of the end tag of an element.
fn end_tag(html: &str, name: &str) -> Option<usize> {
    memmem::find_iter(html.as_bytes(), b"</").find(|at| {
        let after = html.get(at.saturating_add(2)..).unwrap_or_default();
        let Some((end, rest)) = after.split_at_checked(name.len()) else { return false };
        is_element(end, name) && rest.starts_with(|c: char| c.is_ascii_whitespace() || "/>".contains(c))
    })
}

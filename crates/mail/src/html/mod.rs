//! The text of a formatted body.

mod character;
#[cfg(test)]
mod tests;
mod token;

use memchr::memchr;

use character::reference;
use token::{Token, Tokens, is};

/// Longest name of an element that parts text.
const LONGEST: usize = 10;

/// How an element parts the text before it from the text behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parts {
    Not,
    ByBlank,
    ByLine,
    /// One line end each, also where one is already.
    ByBreak,
}

fn parts(name: &str) -> Parts {
    let mut lower = [0; LONGEST];
    lower.iter_mut().zip(name.bytes()).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    match lower.get(..name.len()).unwrap_or_default() {
        b"td" | b"th" => Parts::ByBlank,
        b"br" => Parts::ByBreak,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"caption" | b"center" | b"dd"
        | b"details" | b"dialog" | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption"
        | b"figure" | b"footer" | b"form" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header"
        | b"hr" | b"legend" | b"li" | b"listing" | b"main" | b"menu" | b"nav" | b"ol" | b"optgroup"
        | b"option" | b"p" | b"pre" | b"section" | b"summary" | b"table" | b"textarea" | b"title" | b"tr"
        | b"ul" | b"xmp" => Parts::ByLine,
        _ => Parts::Not,
    }
}

/// Returns the text that a formatted body shows. Elements that stand apart are on lines of their own.
pub fn text_of_html(html: &str) -> String {
    let mut text = Text::default();
    let mut tokens = Tokens::of(html);
    let (mut is_in_head, mut is_hidden) = (false, false);
    // Elements whose end was looked for and is not there.
    let mut unended = [false; 2];
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(_) | Token::Raw(_) if std::mem::take(&mut is_hidden) => {}
            Token::Text(piece) => text.push_named(piece),
            Token::Raw(piece) => text.push(piece),
            Token::Open(name) | Token::Close(name) => {
                let is_open = matches!(token, Token::Open(_));
                text.part(parts(name), is_open && is(name, "pre"), !is_open && is(name, "pre"));
                if is(name, "head") || is(name, "body") {
                    is_in_head = is_open && is(name, "head");
                }
                is_hidden =
                    is_open && (is(name, "script") || is(name, "style") || is_in_head && is(name, "title"));
                // What a script or an office program keeps there is never shown.
                let closed = HIDDEN.iter().position(|hidden| is_open && is(name, hidden));
                if let Some(unended) =
                    closed.and_then(|index| unended.get_mut(index)).filter(|unended| !**unended)
                {
                    *unended = !tokens.skip_to_end_of(name);
                }
            }
        }
    }
    text.out
}

/// Elements with other elements in them that no program shows.
const HIDDEN: [&str; 2] = ["template", "xml"];

/// Text as it grows.
#[derive(Default)]
struct Text {
    out: String,
    /// True if white space parts what comes from the line so far.
    is_parted: bool,
    /// Elements in one another whose line ends count.
    preformatted: usize,
}

impl Text {
    fn begins_line(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn part(&mut self, parts: Parts, opens_preformatted: bool, closes_preformatted: bool) {
        match parts {
            Parts::Not => {}
            Parts::ByBlank => self.is_parted = true,
            Parts::ByLine if self.begins_line() => self.is_parted = false,
            Parts::ByLine | Parts::ByBreak => {
                self.out.push('\n');
                self.is_parted = false;
            }
        }
        self.preformatted = self.preformatted.saturating_add(usize::from(opens_preformatted));
        self.preformatted = self.preformatted.saturating_sub(usize::from(closes_preformatted));
    }

    /// Adds text in which characters may be named.
    fn push_named(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            let (before, named) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.push(before);
            let after = named.get(1..).unwrap_or_default();
            rest = if let Some((letters, length)) = reference(after) {
                self.push(&letters);
                after.get(length..).unwrap_or_default()
            } else {
                self.push("&");
                after
            };
        }
        self.push(rest);
    }

    /// Adds text; white space of any length is one blank.
    fn push(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.out.extend(text.chars().filter(|c| *c != '\r'));
            return;
        }
        for (number, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            self.is_parted |= number > 0;
            if word.is_empty() {
                continue;
            }
            if std::mem::take(&mut self.is_parted) && !self.begins_line() {
                self.out.push(' ');
            }
            self.out.push_str(word);
        }
    }
}

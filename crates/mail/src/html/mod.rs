//! Converts HTML to plain text.

mod character;
#[cfg(test)]
mod tests;
mod token;

use memchr::memchr;

pub use character::character_reference;
use token::{HtmlToken, Tokenizer, is_element};

/// Length of the longest name in [`element_break`].
const MAX_NAME_LENGTH: usize = 10;

/// The way in which the text before an element is separated from the text after the element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ElementBreak {
    None,
    Space,
    Line,
    /// Adds a line end, even if the text already ends with one.
    Break,
}

fn element_break(name: &str) -> ElementBreak {
    let mut lower = [0; MAX_NAME_LENGTH];
    lower.iter_mut().zip(name.bytes()).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    match lower.get(..name.len()).unwrap_or_default() {
        b"td" | b"th" => ElementBreak::Space,
        b"br" => ElementBreak::Break,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"caption" | b"center" | b"dd"
        | b"details" | b"dialog" | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption"
        | b"figure" | b"footer" | b"form" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header"
        | b"hr" | b"legend" | b"li" | b"listing" | b"main" | b"menu" | b"nav" | b"ol" | b"optgroup"
        | b"option" | b"p" | b"pre" | b"section" | b"summary" | b"table" | b"textarea" | b"title" | b"tr"
        | b"ul" | b"xmp" => ElementBreak::Line,
        _ => ElementBreak::None,
    }
}

/// Returns the text that a browser would show for this HTML. Each block element begins a new line.
pub fn text_of_html(html: &str) -> String {
    let mut text = TextBuilder::default();
    let mut tokens = Tokenizer::of(html);
    let (mut is_in_head, mut is_hidden) = (false, false);
    // For each hidden element: true if a search found no end tag, so the search is not repeated.
    let mut lacks_end = [false; 2];
    while let Some(token) = tokens.next() {
        match token {
            HtmlToken::Text(_) | HtmlToken::Raw(_) if std::mem::take(&mut is_hidden) => {}
            HtmlToken::Text(piece) => text.push_named(piece),
            HtmlToken::Raw(piece) => text.push(piece),
            HtmlToken::Open(name) | HtmlToken::Close(name) => {
                let is_open = matches!(token, HtmlToken::Open(_));
                text.add_break(
                    element_break(name),
                    is_open && is_element(name, "pre"),
                    !is_open && is_element(name, "pre"),
                );
                if is_element(name, "head") || is_element(name, "body") {
                    is_in_head = is_open && is_element(name, "head");
                }
                is_hidden = is_open
                    && (is_element(name, "script")
                        || is_element(name, "style")
                        || is_in_head && is_element(name, "title"));
                // Content of these elements is never shown.
                let closed = HIDDEN_ELEMENTS.iter().position(|hidden| is_open && is_element(name, hidden));
                if let Some(lacks_end) =
                    closed.and_then(|index| lacks_end.get_mut(index)).filter(|lacks_end| !**lacks_end)
                {
                    *lacks_end = !tokens.skip_to_end_of(name);
                }
            }
        }
    }
    text.out
}

/// Elements whose content mail programs do not show.
const HIDDEN_ELEMENTS: [&str; 2] = ["template", "xml"];

/// Builds the plain text of a document.
#[derive(Default)]
struct TextBuilder {
    out: String,
    /// True if white space separates the next text from the line so far.
    needs_space: bool,
    /// Nesting depth of elements that preserve line ends.
    preformatted: usize,
}

impl TextBuilder {
    fn begins_line(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn add_break(
        &mut self,
        element_break: ElementBreak,
        opens_preformatted: bool,
        closes_preformatted: bool,
    ) {
        match element_break {
            ElementBreak::None => {}
            ElementBreak::Space => self.needs_space = true,
            ElementBreak::Line if self.begins_line() => self.needs_space = false,
            ElementBreak::Line | ElementBreak::Break => {
                self.out.push('\n');
                self.needs_space = false;
            }
        }
        self.preformatted = self.preformatted.saturating_add(usize::from(opens_preformatted));
        self.preformatted = self.preformatted.saturating_sub(usize::from(closes_preformatted));
    }

    /// Adds text that may contain character references.
    fn push_named(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            let (before, named) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.push(before);
            let after = named.get(1..).unwrap_or_default();
            rest = if let Some((letters, length)) = character_reference(after) {
                self.push(&letters);
                after.get(length..).unwrap_or_default()
            } else {
                self.push("&");
                after
            };
        }
        self.push(rest);
    }

    /// Adds text. White space of any length becomes one space.
    fn push(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.out.extend(text.chars().filter(|c| *c != '\r'));
            return;
        }
        for (number, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            self.needs_space |= number > 0;
            if word.is_empty() {
                continue;
            }
            if std::mem::take(&mut self.needs_space) && !self.begins_line() {
                self.out.push(' ');
            }
            self.out.push_str(word);
        }
    }
}

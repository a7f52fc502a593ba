//! Extracts the title and the visible text of HTML.
//!
//! Tags are read one by one, without building a tree, so nesting depth and number of attributes are unlimited.

use std::borrow::Cow;

use encoding_rs::Encoding;
use foundmail_mail::character_reference;

use crate::budget::ExtractionBudget;
use crate::text_writer::TextWriter;
use crate::{FailureReason, charset};

/// The number of bytes in which a declaration of the charset is searched (HTML standard, section 13.2.3.2).
const CHARSET_SEARCH_LENGTH: usize = 2048;

/// Reads an HTML document.
pub(crate) fn read(
    bytes: &[u8],
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let document = decoded(bytes);
    let mut rest: &str = &document;
    while !rest.is_empty() {
        budget.tick()?;
        if budget.is_full() {
            budget.truncated = true;
            return Ok(());
        }
        let (shown, behind) = rest.split_at(rest.find(['<', '&']).unwrap_or(rest.len()));
        text.push(shown, budget);
        rest = match behind.bytes().next() {
            Some(b'&') => push_reference(behind, text, budget),
            Some(_) => markup(behind, text, budget),
            None => "",
        };
    }
    Ok(())
}

/// Returns an HTML document in the charset that it declares, or in a guessed one.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let head = bytes.get(..bytes.len().min(CHARSET_SEARCH_LENGTH)).unwrap_or_default();
    charset::decode_as(bytes, declared_charset(head).as_deref())
}

/// Returns the charset that a document declares. Ignores UTF-16, because a declaration that is readable as ASCII
/// is not in UTF-16.
fn declared_charset(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset")?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let label: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(*c)).collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    (encoding.output_encoding() == encoding).then_some(label)
}

/// Adds the characters of the reference at the beginning of `html`, or its `&`. Returns the text after it.
fn push_reference<'h>(html: &'h str, text: &mut TextWriter, budget: &mut ExtractionBudget) -> &'h str {
    let after = html.get(1..).unwrap_or_default();
    let Some((letters, length)) = character_reference(after) else {
        text.push("&", budget);
        return after;
    };
    text.push(&letters, budget);
    after.get(length..).unwrap_or_default()
}

/// Reads the tag or comment at the beginning of `html`. Returns the text after it.
fn markup<'h>(html: &'h str, text: &mut TextWriter, budget: &mut ExtractionBudget) -> &'h str {
    let behind = |mark: &str| html.split_once(mark).map_or("", |(_, behind)| behind);
    if let Some(comment) = html.strip_prefix("<!--") {
        return if comment.starts_with('>') { behind(">") } else { behind("-->") };
    }
    if html.starts_with("<!") || html.starts_with("<?") {
        return behind(">");
    }
    let inside = html.get(1..).unwrap_or_default();
    let is_end = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        if is_end {
            return behind(">");
        }
        text.push("<", budget);
        return inside;
    }
    let (name, attributes) = inside
        .split_at(inside.find(|c: char| c.is_ascii_whitespace() || "/>".contains(c)).unwrap_or(inside.len()));
    let name = name.get(..name.floor_char_boundary(16)).unwrap_or_default().to_ascii_lowercase();
    separate_words(&name, text);
    let rest = attributes_of(attributes, text, budget);
    if !is_end && matches!(name.as_str(), "script" | "style") {
        return skip_raw_text(rest, &name);
    }
    rest
}

/// Reads the attributes of a tag, and adds the values of `alt` and `title` as text. Returns the text after the
/// tag.
fn attributes_of<'h>(attributes: &'h str, text: &mut TextWriter, budget: &mut ExtractionBudget) -> &'h str {
    let mut rest = attributes.trim_start_matches(is_between);
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('>') {
            return behind;
        }
        let (name, behind) =
            rest.split_at(rest.find(|c: char| is_between(c) || "=>".contains(c)).unwrap_or(rest.len()));
        let behind = behind.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let (value, behind) = match behind.strip_prefix('=') {
            Some(behind) => value_of(behind.trim_start_matches(|c: char| c.is_ascii_whitespace())),
            None => ("", behind),
        };
        if name.eq_ignore_ascii_case("alt") || name.eq_ignore_ascii_case("title") {
            text.space();
            push_with_references(value, text, budget);
            text.space();
        }
        rest = behind.trim_start_matches(is_between);
    }
    ""
}

fn value_of(behind: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = behind.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    behind.split_at(behind.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(behind.len()))
}

fn is_between(c: char) -> bool {
    c.is_ascii_whitespace() || c == '/'
}

/// Adds the value of an attribute and decodes character references in it.
fn push_with_references(value: &str, text: &mut TextWriter, budget: &mut ExtractionBudget) {
    let mut rest = value;
    while !rest.is_empty() && !budget.is_full() {
        let (shown, behind) = rest.split_at(rest.find('&').unwrap_or(rest.len()));
        text.push(shown, budget);
        rest = if behind.is_empty() { "" } else { push_reference(behind, text, budget) };
    }
}

/// Skips the content of a script or style, which is not visible. Returns the text after the end tag.
fn skip_raw_text<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, behind)) = rest.split_once("</") {
        if behind.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return behind.split_once('>').map_or("", |(_, behind)| behind);
        }
        rest = behind;
    }
    ""
}

/// Adds a space or line end to the text if the element with this name separates words. Inline elements do not
/// separate words.
fn separate_words(name: &str, text: &mut TextWriter) {
    match name {
        "a" | "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "dfn" | "em" | "font" | "i"
        | "ins" | "kbd" | "mark" | "o:p" | "q" | "s" | "samp" | "small" | "span" | "strike" | "strong"
        | "sub" | "sup" | "tt" | "u" | "var" | "wbr" => {}
        "td" | "th" | "img" | "input" | "option" | "button" | "label" => text.space(),
        _ => text.line(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;
    use crate::text_writer::TextWriter;

    #[track_caller]
    fn check(html: &[u8], expected: &str) {
        let mut text = TextWriter::default();
        read(html, &mut text, &mut ExtractionBudget::new(&ExtractionLimits::default())).unwrap();
        assert_eq!(text.into_string(), expected);
    }

    #[test]
    fn only_visible_text_is_extracted() {
        check(
            b"<html><head><title>A &amp; b</title><style>p{}</style></head><body><p>c<b>d</b> e</p>f",
            "A & b\ncd e\nf",
        );
        check(b"<script>if (a < b) { '<p>x</p>' }</script>y<!-- z -->", "y");
        check(b"<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc");
        check(b"x<img alt='a roof'>y &nbsp;&euro;&#8364;", "x a roof y €€");
        check(b"<meta charset=windows-1251>\xCF\xF0\xE8\xE2\xE5\xF2", "Привет");
        check(b"<meta charset=utf-16>Gr\xC3\xBC\xC3\x9Fe", "Grüße");
        check(&b"<div>".repeat(200_000), "");
        check(b"a<p", "a");
        check(b"1 < 2 & 3 &lt 4 &nosuch; &#x41;&#150;", "1 < 2 & 3 < 4 &nosuch; A–");
        check(b"&#0000000065;&#x0000000042; &notit; <img alt='&#0000000067;'>&#99999999999;", "AB ¬it; C �");
        check(format!("<p {}>a", "x=1 ".repeat(200_000)).as_bytes(), "a");
        check(b"<a title='x &gt; y' href=z>a</a><!-- <p> -->b</", "x > y ab");
    }
}

//! HTML: what a browser would show as text, and the title. Tags are read one by one and no tree is built, so depth and
//! numbers of attributes cost nothing.

use encoding_rs::Encoding;
use html5ever::data::NAMED_ENTITIES;

use crate::budget::Budget;
use crate::text::Text;
use crate::{Reason, charset};

/// Bytes in which a document says its charset, HTML 13.2.3.2.
const LOOK_AT: usize = 2048;
/// Letters of the longest name of a character.
const LONGEST_NAME: usize = 32;

pub(crate) fn read(bytes: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let head = bytes.get(..bytes.len().min(LOOK_AT)).unwrap_or_default();
    let declared = declared_charset(head);
    let document = charset::decode_as(bytes, declared.as_deref());
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
            Some(b'&') => character(behind, text, budget),
            Some(_) => markup(behind, text, budget),
            None => "",
        };
    }
    Ok(())
}

/// The charset that a document names in its head. UTF-16 can't be true there.
fn declared_charset(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset")?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let label: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(*c)).collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    (encoding.output_encoding() == encoding).then_some(label)
}

/// A character by its name or number, 13.2.5.72, and what comes behind it.
fn character<'h>(html: &'h str, text: &mut Text, budget: &mut Budget) -> &'h str {
    let after = html.get(1..).unwrap_or_default();
    let found = after.strip_prefix('#').map_or_else(|| named(after), numbered);
    let Some((letters, length)) = found else {
        text.push("&", budget);
        return after;
    };
    text.push(&letters, budget);
    let rest = after.get(length..).unwrap_or_default();
    rest.strip_prefix(';').unwrap_or(rest)
}

/// The letters, and how long the name behind `&` is.
fn named(after: &str) -> Option<(String, usize)> {
    let longest = after.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let is_shut = after.get(longest..)?.starts_with(';');
    // Some names are known without the semicolon, and then end where they do.
    let whole = is_shut.then(|| format!("{};", after.get(..longest).unwrap_or_default()));
    let known = |name: &str| NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0);
    if let Some((first, second)) = whole.as_deref().and_then(known) {
        return Some((letters(*first, *second), longest));
    }
    (2..=longest).rev().find_map(|length| {
        let (first, second) = known(after.get(..length)?)?;
        Some((letters(*first, *second), length))
    })
}

fn letters(first: u32, second: u32) -> String {
    [first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32).collect()
}

/// The letter, and how long the number behind `&` is, `#` with it.
fn numbered(after: &str) -> Option<(String, usize)> {
    let (radix, digits, before) = match after.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits, 2_usize),
        None => (10, after, 1),
    };
    let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
    let code = u32::from_str_radix(digits.get(..length.min(9))?, radix).ok()?;
    // Numbers that are none of Unicode's are meant in the code page of Windows.
    let letter = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9F) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned()
        }
        _ => char::from_u32(code).filter(|c| *c != '\0').map(String::from).unwrap_or_default(),
    };
    Some((letter, before.saturating_add(length)))
}

/// Passes over a tag or a comment, and gives what comes behind it.
fn markup<'h>(html: &'h str, text: &mut Text, budget: &mut Budget) -> &'h str {
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
    gap(&name, text);
    let rest = attributes_of(attributes, text, budget);
    if !is_end && matches!(name.as_str(), "script" | "style") {
        return after_raw(rest, &name);
    }
    rest
}

/// Passes over attributes to the end of their tag. Those that are shown are text.
fn attributes_of<'h>(attributes: &'h str, text: &mut Text, budget: &mut Budget) -> &'h str {
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
            plain(value, text, budget);
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

/// Text in which only characters have names.
fn plain(value: &str, text: &mut Text, budget: &mut Budget) {
    let mut rest = value;
    while !rest.is_empty() && !budget.is_full() {
        let (shown, behind) = rest.split_at(rest.find('&').unwrap_or(rest.len()));
        text.push(shown, budget);
        rest = if behind.is_empty() { "" } else { character(behind, text, budget) };
    }
}

/// What comes behind the end of a script or a style, which is no text.
fn after_raw<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, behind)) = rest.split_once("</") {
        if behind.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return behind.split_once('>').map_or("", |(_, behind)| behind);
        }
        rest = behind;
    }
    ""
}

/// What parts words: elements within a line don't.
fn gap(name: &str, text: &mut Text) {
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
    use crate::Limits;
    use crate::budget::Budget;
    use crate::text::Text;

    #[track_caller]
    fn check(html: &[u8], expected: &str) {
        let mut text = Text::default();
        read(html, &mut text, &mut Budget::new(&Limits::default())).unwrap();
        assert_eq!(text.into_string(), expected);
    }

    #[test]
    fn what_is_shown() {
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
        check(format!("<p {}>a", "x=1 ".repeat(200_000)).as_bytes(), "a");
        check(b"<a title='x &gt; y' href=z>a</a><!-- <p> -->b</", "x > y ab");
    }
}

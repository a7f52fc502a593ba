//! The bodies of an item, [MS-OXCMSG] 2.2.1.58.

use foundmail_mail::text_of_html;
use foundmail_mapi::{PropertySet, Value, html_with_charset_utf8, rtf, tags};

use crate::properties::{bytes, integer};

/// Values of `PidTagNativeBody`.
const NATIVE_TEXT: i32 = 1;
const NATIVE_RTF: i32 = 2;
pub(crate) const NATIVE_HTML: i32 = 3;
/// The Windows code page of UTF-8.
pub(crate) const UTF_8: i32 = 65_001;

/// The bodies of a message.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    /// The plain text.
    pub(crate) text: String,
    /// The HTML.
    pub(crate) html: Option<String>,
    /// The RTF from which the other bodies were made.
    pub(crate) rtf: Option<Vec<u8>>,
}

/// Inserts the bodies. The HTML becomes UTF-8. A text that was only derived from the HTML is left out, because mail programs
/// derive it again. A text of the sender is kept even if it has the same words: its lines are different.
pub(crate) fn insert(set: &mut PropertySet, bodies: &Bodies) {
    let html = bodies.html.as_deref().filter(|html| !html.trim().is_empty());
    let is_derived = html.is_some_and(|html| same_lines(&text_of_html(html), &bodies.text));
    if !bodies.text.trim().is_empty() && !is_derived {
        set.insert(tags::BODY, Value::Text(with_crlf(&bodies.text)));
    }
    integer(set, tags::INTERNET_CODEPAGE, UTF_8);
    if let Some(rtf) = &bodies.rtf {
        // The HTML of such a message was converted from its RTF.
        bytes(set, tags::RTF_COMPRESSED, rtf::uncompressed(rtf));
        integer(set, tags::NATIVE_BODY, NATIVE_RTF);
    } else if let Some(html) = html {
        bytes(set, tags::HTML, html_with_charset_utf8(html.to_owned()).into_bytes());
        integer(set, tags::NATIVE_BODY, NATIVE_HTML);
    } else {
        integer(set, tags::NATIVE_BODY, NATIVE_TEXT);
    }
}

/// Returns whether two texts differ only in empty lines and in white space at the ends of lines.
fn same_lines(one: &str, other: &str) -> bool {
    lines_of(one).eq(lines_of(other))
}

/// Returns the lines of a text without white space at their ends, and without empty lines.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty())
}

/// Returns a text with CRLF line ends, as Outlook stores it.
pub(crate) fn with_crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => {
                lines.push_str(line.strip_suffix('\r').unwrap_or(line));
                lines.push_str("\r\n");
            }
            None => lines.push_str(line),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{PropertySet, tags};

    use super::{Bodies, insert, with_crlf};

    #[test]
    fn line_ends() {
        for (text, expected) in [("a\nb\r\nc", "a\r\nb\r\nc"), ("\n", "\r\n"), ("", ""), ("a\r", "a\r")] {
            assert_eq!(with_crlf(text), expected);
        }
    }

    #[test]
    fn a_derived_text_is_left_out() {
        for (text, html, has_text) in [
            ("a b \r\n\r\nc", Some("<p>a  b</p><p>c</p>"), false),
            ("a\nb", Some("<p>a b</p>"), true),
            ("c", Some("<p>a</p>"), true),
            ("a", None, true),
            (" ", None, false),
        ] {
            let mut set = PropertySet::new();
            insert(&mut set, &Bodies { text: text.to_owned(), html: html.map(str::to_owned), rtf: None });
            assert_eq!(
                (set.get(tags::BODY).is_some(), set.get(tags::HTML).is_some()),
                (has_text, html.is_some())
            );
        }
    }
}

//! Writes text into HTML so that it cannot become markup.

use std::fmt::Write as _;

/// Returns text for the content of an element and for an attribute in double quotes. Control characters, which HTML does not
/// permit, are shown as replacement characters.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(16));
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// Returns a name, an address or a subject as an element of its own text direction. A character that changes the direction
/// of text is shown as a replacement character: it could make one address look like another.
pub(super) fn field(text: &str) -> String {
    let plain: String = text.chars().map(|c| if changes_direction(c) { '\u{FFFD}' } else { c }).collect();
    format!("<bdi>{}</bdi>", escape(plain.trim()))
}

/// Returns true for a character that changes the direction of the text after it.
pub(super) fn changes_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns a path relative to a page as an address. Each level is encoded, because a name can contain `#`, `?` and `%`.
pub(super) fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// Returns a number with separators, such as `12,345`.
pub(super) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns a number and its noun, such as `1 message` and `1,200 messages`.
pub(super) fn count(number: u32, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{address, count, escape, field};

    #[test]
    fn text_cannot_become_markup() {
        for (text, expected) in [
            ("a <b> & \"c\" 'd'", "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"),
            ("tab\tline\r\nend", "tab\tline\nend"),
            ("nul\0 bell\u{7}", "nul\u{FFFD} bell\u{FFFD}"),
        ] {
            assert_eq!(escape(text), expected);
        }
        assert_eq!(field("a\u{202E}moc.knab"), "<bdi>a\u{FFFD}moc.knab</bdi>");
    }

    #[test]
    fn addresses_name_one_file() {
        assert_eq!(address("a/b #1 50%?.pdf"), "a/b%20%231%2050%25%3F.pdf");
        assert_eq!(address("Ü.pdf"), "%C3%9C.pdf");
    }

    #[test]
    fn numbers_are_read_easily() {
        for (number, expected) in [
            (0, "0 files"),
            (1, "1 file"),
            (999, "999 files"),
            (1000, "1,000 files"),
            (1_234_567, "1,234,567 files"),
        ] {
            assert_eq!(count(number, "file"), expected);
        }
    }
}

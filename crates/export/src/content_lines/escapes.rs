//! Escapes of text values (RFC 5545, section 3.3.11; RFC 6350, section 3.4).

/// Returns a text as a value. Control characters are removed.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(c),
            _ if c.is_control() => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Returns the text of a value.
pub(crate) fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'N')) => text.push('\n'),
            ('\\', Some(escaped @ ('\\' | ',' | ';' | ':'))) => text.push(escaped),
            ('\\', Some(other)) => text.extend(['\\', other]),
            (c, _) => text.push(c),
        }
    }
    text
}

/// Returns the parts of a list or of a structured value such as `N`, without escapes.
pub(crate) fn parts(value: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c == separator {
            parts.push(String::new());
            continue;
        }
        let Some(last) = parts.last_mut() else { break };
        last.push(c);
        if c == '\\' {
            last.extend(chars.next());
        }
    }
    parts.iter().map(|part| unescape(part).trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{escape, parts, unescape};

    #[test]
    fn texts_survive_escaping() {
        for (text, value) in [
            ("", ""),
            ("a, b; c\\d", "a\\, b\\; c\\\\d"),
            ("one\ntwo", "one\\ntwo"),
            ("J\u{f6}rg 陈伟", "J\u{f6}rg 陈伟"),
        ] {
            assert_eq!(escape(text), value);
            assert_eq!(unescape(value), text);
        }
        assert_eq!(escape("a\r\nb\u{7}\u{0}"), "a\\nb");
        assert_eq!(unescape("a\\:b\\x\\"), "a:b\\x\\");
        assert_eq!(parts("M\\;x;J;;Dr.\\, h.c.;", ';'), ["M;x", "J", "", "Dr., h.c.", ""]);
    }
}

//! Transfer encodings (RFC 2045, section 6), encoded words (RFC 2047) and parameters (RFC 2231).

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Charset;

const LINE: usize = 76;

/// Returns base64 in lines of 76 characters that end in CRLF.
pub(super) fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let encoded = STANDARD.encode(bytes).into_bytes();
    let mut out = Vec::with_capacity(encoded.len() + encoded.len() / LINE * 2 + 2);
    for line in encoded.chunks(LINE) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Returns quoted-printable text. Input lines end in LF, output lines in CRLF.
pub(super) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    for line in bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|&byte| byte == b'\n') {
        let mut column = 0;
        for (at, &byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let literal = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (byte == b' ' && !last);
            let width = if literal { 1 } else { 3 };
            if column + width >= LINE {
                out.push_str("=\r\n");
                column = 0;
            }
            push_quoted(&mut out, byte, literal);
            column += width;
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn push_quoted(out: &mut String, byte: u8, literal: bool) {
    if literal {
        out.push(char::from(byte));
    } else {
        let _ = write!(out, "={byte:02X}");
    }
}

/// Returns `text` as encoded words of at most 75 characters. No character is split between two words. Latin-1 uses
/// the Q encoding, the other character sets use B.
pub(super) fn encoded_words(text: &str, charset: Charset) -> String {
    let charset = if charset == Charset::Ascii { Charset::Utf8 } else { charset };
    let mut words = Vec::new();
    let mut piece = String::new();
    for c in text.chars() {
        piece.push(c);
        if charset.encode(&piece).len() > if charset == Charset::Latin1 { 16 } else { 36 } {
            words.push(encoded_word(&piece, charset));
            piece.clear();
        }
    }
    if !piece.is_empty() {
        words.push(encoded_word(&piece, charset));
    }
    words.join("\r\n ")
}

fn encoded_word(text: &str, charset: Charset) -> String {
    let bytes = charset.encode(text);
    if charset != Charset::Latin1 {
        return format!("=?{}?B?{}?=", charset.name(), STANDARD.encode(&bytes));
    }
    let mut quoted = String::new();
    for byte in bytes {
        match byte {
            b' ' => quoted.push('_'),
            _ => push_quoted(&mut quoted, byte, byte.is_ascii_alphanumeric()),
        }
    }
    format!("=?{}?Q?{quoted}?=", charset.name())
}

/// Returns `text` as a quoted string (RFC 5322, section 3.2.4).
pub(super) fn quoted_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Returns a file name as a parameter. An ASCII name is a quoted string. Any other name is encoded by RFC 2231 in
/// `filename`, and becomes encoded words in `name`. RFC 2047 forbids encoded words in parameters, but Outlook
/// writes them.
pub(super) fn file_name_parameter(parameter: &str, name: &str, charset: Charset) -> String {
    if name.is_ascii() {
        return format!("{parameter}={}", quoted_string(name));
    }
    if parameter == "name" {
        return format!("{parameter}=\"{}\"", encoded_words(name, charset));
    }
    let mut escaped = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    format!("{parameter}*=utf-8''{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_quoted(input: &str, expected: &str) {
        assert_eq!(String::from_utf8(quoted_printable(input.as_bytes())).unwrap(), expected);
    }

    #[test]
    fn quoted_printable_keeps_literal_characters() {
        check_quoted("a=b\n", "a=3Db\r\n");
        check_quoted("two  \nä", "two =20\r\n=C3=A4\r\n");
        check_quoted(&"x".repeat(80), &format!("{}=\r\n{}\r\n", "x".repeat(75), "x".repeat(5)));
    }

    #[test]
    fn encoded_words_stay_short() {
        for charset in [Charset::Latin1, Charset::Utf8] {
            let words = encoded_words(&"Dachrinne über Küche ".repeat(6), charset);
            assert!(words.split("\r\n ").all(|word| word.len() <= 75), "{words}");
        }
    }

    #[test]
    fn file_names_outside_ascii_follow_rfc_2231() {
        assert_eq!(
            file_name_parameter("filename", "Müh le.pdf", Charset::Utf8),
            "filename*=utf-8''M%C3%BCh%20le.pdf"
        );
        assert_eq!(file_name_parameter("filename", "a\"b", Charset::Utf8), "filename=\"a\\\"b\"");
    }
}

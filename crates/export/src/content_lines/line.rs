//! One property of a component.

use std::borrow::Cow;
use std::io::{self, Write};

use encoding_rs::{Encoding, WINDOWS_1252};
use foundmail_mapi::decode_hex_escapes;

use super::folded::FoldedLine;

/// Maximum number of parameters of a line that are read.
const MAX_PARAMETERS: usize = 100;

/// A property: a name, parameters and a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ContentLine {
    /// The group of a property of a vCard, such as `item1`. Empty if there is none.
    group: String,
    /// The name in upper case.
    pub(crate) name: String,
    /// Names in upper case with their values, without quotes.
    pub(crate) parameters: Vec<(String, Vec<String>)>,
    /// The value with its escapes, without its transfer encoding.
    pub(crate) value: String,
}

impl ContentLine {
    /// Returns a property without parameters. `value` has its escapes.
    pub(crate) fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into(), ..Self::default() }
    }

    /// Adds a parameter.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), vec![value.to_owned()]));
        self
    }

    /// Reads a line without folding. Returns `None` if it is no property.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let (head, value) = split_value(line)?;
        let mut pieces = split_outside_quotes(head, b';').into_iter();
        let full_name = std::str::from_utf8(pieces.next()?).ok()?.trim();
        let (group, name) = full_name.rsplit_once('.').unwrap_or(("", full_name));
        if !is_name(name) || !(group.is_empty() || is_name(group)) {
            return None;
        }
        let mut parsed = Self { group: group.to_owned(), name: name.to_ascii_uppercase(), ..Self::default() };
        for piece in pieces.take(MAX_PARAMETERS) {
            parsed.parse_parameter(piece);
        }
        parsed.value = parsed.decoded(value);
        Some(parsed)
    }

    fn parse_parameter(&mut self, piece: &[u8]) {
        let (name, values) = match piece.iter().position(|&byte| byte == b'=') {
            Some(equals) => (piece.get(..equals), piece.get(equals.saturating_add(1)..)),
            None => (None, Some(piece)),
        };
        let name = name.map(|name| text_of(name, None).trim().to_ascii_uppercase());
        let values = split_outside_quotes(values.unwrap_or_default(), b',').into_iter();
        let values: Vec<String> = values.map(|value| parameter_value(&text_of(value, None))).collect();
        match name {
            Some(name) if is_name(&name) => self.parameters.push((name, values)),
            // vCard 2.1 has parameters without a name.
            None => {
                for value in values.into_iter().filter(|value| !value.is_empty()) {
                    let upper = value.to_ascii_uppercase();
                    let is_encoding =
                        matches!(upper.as_str(), "BASE64" | "B" | "QUOTED-PRINTABLE" | "8BIT" | "7BIT");
                    let name = if is_encoding { "ENCODING" } else { "TYPE" };
                    self.parameters.push((name.to_owned(), vec![value]));
                }
            }
            Some(_) => {}
        }
    }

    /// Removes the transfer encoding and the charset of vCard 2.1 from the value. Base64 remains.
    fn decoded(&mut self, value: &[u8]) -> String {
        let charset = self.take_parameter("CHARSET").and_then(|values| values.into_iter().next());
        let encoding = self.parameter("ENCODING").map(str::to_ascii_uppercase);
        let bytes = match encoding.as_deref() {
            Some("QUOTED-PRINTABLE") => Cow::Owned(decode_hex_escapes(value, b'=')),
            _ => Cow::Borrowed(value),
        };
        let text = text_of(&bytes, charset.as_deref());
        match encoding.as_deref() {
            Some("QUOTED-PRINTABLE") => {
                self.take_parameter("ENCODING");
                // Decoded line ends become escapes, as in later versions.
                text.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n")
            }
            Some("8BIT" | "7BIT") => {
                self.take_parameter("ENCODING");
                text
            }
            Some("BASE64" | "B") => text.chars().filter(|c| !c.is_whitespace()).collect(),
            _ => text,
        }
    }

    /// Returns the first value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let (_, values) = self.parameters.iter().find(|(known, _)| known == name)?;
        values.first().map(String::as_str)
    }

    /// Removes a parameter, and returns its values.
    pub(crate) fn take_parameter(&mut self, name: &str) -> Option<Vec<String>> {
        let at = self.parameters.iter().position(|(known, _)| known == name)?;
        Some(self.parameters.remove(at).1)
    }

    /// Sets a parameter to one value.
    pub(crate) fn set_parameter(&mut self, name: &str, value: &str) {
        let values = vec![value.to_owned()];
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = values,
            None => self.parameters.push((name.to_owned(), values)),
        }
    }

    /// Returns true if the value is base64.
    pub(crate) fn is_base64(&self) -> bool {
        self.parameter("ENCODING")
            .is_some_and(|value| value.eq_ignore_ascii_case("base64") || value.eq_ignore_ascii_case("b"))
    }

    /// Writes the line with folding. Control characters are left out.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut line = FoldedLine::new(out);
        line.push(&self.head())?;
        if self.value.contains(is_forbidden) {
            line.push(&self.value.chars().filter(|&c| !is_forbidden(c)).collect::<String>())?;
        } else {
            line.push(&self.value)?;
        }
        line.end()
    }

    /// Returns the line up to its colon.
    pub(crate) fn head(&self) -> String {
        let mut head = String::new();
        if !self.group.is_empty() {
            head.push_str(&self.group);
            head.push('.');
        }
        head.push_str(&self.name);
        for (name, values) in &self.parameters {
            head.push(';');
            head.push_str(name);
            head.push('=');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    head.push(',');
                }
                let is_quoted = value.contains([':', ';', ',']);
                head.push_str(if is_quoted { "\"" } else { "" });
                head.extend(value.chars().filter(|&c| !is_forbidden(c) && c != '"'));
                head.push_str(if is_quoted { "\"" } else { "" });
            }
        }
        head.push(':');
        head
    }
}

/// Returns true for characters that no line may contain.
fn is_forbidden(c: char) -> bool {
    c.is_control() && c != '\t'
}

pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn parameter_value(text: &str) -> String {
    text.chars().filter(|&c| c != '"' && !is_forbidden(c)).collect::<String>().trim().to_owned()
}

/// Splits a line at the first colon outside quotes. If the quotes are unbalanced, the first colon counts.
fn split_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut is_quoted = false;
    let outside = line.iter().position(|&byte| {
        is_quoted ^= byte == b'"';
        byte == b':' && !is_quoted
    });
    let colon = outside.or_else(|| line.iter().position(|&byte| byte == b':'))?;
    Some((line.get(..colon)?, line.get(colon.saturating_add(1)..)?))
}

fn split_outside_quotes(bytes: &[u8], separator: u8) -> Vec<&[u8]> {
    let mut is_quoted = false;
    let pieces = bytes.split(|&byte| {
        is_quoted ^= byte == b'"';
        byte == separator && !is_quoted
    });
    pieces.collect()
}

/// Returns bytes as text: UTF-8 if they are valid, otherwise the charset or Windows-1252.
fn text_of(bytes: &[u8], charset: Option<&str>) -> String {
    let encoding = charset.and_then(|charset| Encoding::for_label(charset.trim().as_bytes()));
    match (std::str::from_utf8(bytes), encoding) {
        // Many programs declare another charset, but write UTF-8.
        (Ok(text), None) => text.to_owned(),
        (Ok(text), Some(encoding)) if !bytes.is_ascii() || encoding.is_ascii_compatible() => text.to_owned(),
        (_, encoding) => encoding.unwrap_or(WINDOWS_1252).decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ContentLine;

    #[track_caller]
    fn check(line: &[u8], expected: Option<&str>) {
        let written = ContentLine::parse(line).map(|line| {
            let mut out = Vec::new();
            line.write(&mut out).unwrap();
            String::from_utf8(out).unwrap().replace("\r\n", "")
        });
        assert_eq!(written.as_deref(), expected, "{:?}", String::from_utf8_lossy(line));
    }

    #[test]
    fn lines_are_read_and_written() {
        for (line, expected) in [
            (&b"SUMMARY:Roof"[..], Some("SUMMARY:Roof")),
            (b"summary;language=en:Roof: wet", Some("SUMMARY;LANGUAGE=en:Roof: wet")),
            (b"DTSTART;TZID=\"(UTC+01:00) Berlin\":2020", Some("DTSTART;TZID=\"(UTC+01:00) Berlin\":2020")),
            (b"item1.X-ABLABEL:Dog", Some("item1.X-ABLABEL:Dog")),
            (b"TEL;HOME;FAX:1", Some("TEL;TYPE=HOME;TYPE=FAX:1")),
            (b"TEL;TYPE=home,fax:1", Some("TEL;TYPE=home,fax:1")),
            (b"N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=F6rg=0D=0Ax", Some("N:J\u{f6}rg\\nx")),
            (b"N;CHARSET=windows-1252:J\xF6rg", Some("N:J\u{f6}rg")),
            (b"N:J\xF6rg", Some("N:J\u{f6}rg")),
            (b"PHOTO;BASE64:AA AA", Some("PHOTO;ENCODING=BASE64:AAAA")),
            (b"X;CN=\"odd:Ann", Some("X;CN=odd:Ann")),
            (b"X;CN=a\x07b:c\x00d\te", Some("X;CN=ab:cd\te")),
            (b"A;:b", Some("A:b")),
            (b"A;=x:b", Some("A:b")),
            (b"no colon", None),
            (b"two words:x", None),
            (b":x", None),
            (b"", None),
        ] {
            check(line, expected);
        }
    }
}

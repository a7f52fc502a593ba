//! Reads the properties of one component: joins folded lines, decodes values and removes escapes.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use foundmail_mapi::{decode_code_page, decode_hex_escapes};

use super::line::name_and_value;

/// The largest number of properties that are read from one component.
const MAX_PROPERTIES: usize = 20_000;

/// A decoder of base64 that accepts missing padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A property of a component. Properties of nested components are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Property {
    /// The name in upper case, without its group.
    pub name: String,
    /// Names in upper case, and values without quotes. vCard 2.1 allows parameters without a name; their name is
    /// empty here.
    parameters: Vec<(String, String)>,
    /// The value with folded lines joined, still in its transfer encoding.
    value: Vec<u8>,
}

/// Returns the properties of a component. The first line of `component` is its `BEGIN`, unless that line is
/// missing.
pub(crate) fn properties(component: &[u8]) -> Vec<Property> {
    let is_old = component.split(|&byte| byte == b'\n').any(|line| {
        name_and_value(line.trim_ascii())
            .is_some_and(|(name, value)| name == "VERSION" && value.trim_ascii() == b"2.1")
    });
    let mut properties: Vec<Property> = Vec::new();
    let mut depth = 0_usize;
    for line in unfolded(component, is_old) {
        let Some((name, value)) = name_and_value(&line) else {
            // In vCard 2.1, continuation lines of base64 may lack the leading space.
            if let Some(last) = properties.last_mut().filter(|last| depth == 1 && last.is_base64()) {
                last.value.extend_from_slice(line.trim_ascii());
            }
            continue;
        };
        match name.as_str() {
            "BEGIN" => depth = depth.saturating_add(1),
            "END" => depth = depth.saturating_sub(1),
            _ if depth <= 1 && properties.len() < MAX_PROPERTIES => {
                let parameters = line.get(..line.len().saturating_sub(value.len())).unwrap_or_default();
                properties.push(property(name, parameters, &line));
            }
            _ => {}
        }
    }
    properties
}

/// Joins folded lines. In vCard 2.1 (`is_old`), the white space at the fold belongs to the value. A
/// quoted-printable line that ends in `=` continues on the next line.
fn unfolded(component: &[u8], is_old: bool) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut is_soft = false;
    for line in component.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let rest = match line.split_first() {
            Some((b' ' | b'\t', rest)) if !is_soft => Some(if is_old { line } else { rest }),
            _ if is_soft => Some(line),
            _ => None,
        };
        match (rest, lines.last_mut()) {
            (Some(rest), Some(last)) => {
                if is_soft {
                    last.pop();
                }
                last.extend_from_slice(rest);
            }
            _ => lines.push(line.to_vec()),
        }
        is_soft = lines.last().is_some_and(|last| last.ends_with(b"=") && is_quoted_printable(last));
    }
    lines
}

fn is_quoted_printable(line: &[u8]) -> bool {
    let head = line.split(|&byte| byte == b':').next().unwrap_or_default();
    let head = head.get(..1000).unwrap_or(head).to_ascii_uppercase();
    head.windows(16).any(|window| window == b"QUOTED-PRINTABLE")
}

/// Splits a line into parameters and value at the first colon outside quotes (RFC 5545, 3.1). `before` is the part
/// of the line up to and including its first colon.
fn property(name: String, before: &[u8], line: &[u8]) -> Property {
    let mut quoted = false;
    let colon = line.iter().position(|&byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    });
    // If the quotes are unbalanced, the first colon ends the parameters.
    let colon = colon.unwrap_or_else(|| before.len().saturating_sub(1));
    let (head, value) = line.split_at_checked(colon).unwrap_or((line, &[]));
    let mut parts = split(head, b';', b'"').into_iter();
    parts.next();
    let parameters = parts.map(|part| {
        let text = decoded(part, None);
        let (name, value) = text.split_once('=').unwrap_or(("", &text));
        (name.trim().to_ascii_uppercase(), value.replace('"', "").trim().to_owned())
    });
    Property {
        name,
        parameters: parameters.collect(),
        value: value.strip_prefix(b":").unwrap_or(value).to_vec(),
    }
}

/// Splits bytes at each separator that is outside quotes.
fn split(bytes: &[u8], separator: u8, quote: u8) -> Vec<&[u8]> {
    let mut quoted = false;
    bytes
        .split(|&byte| {
            quoted ^= byte == quote;
            byte == separator && !quoted
        })
        .collect()
}

impl Property {
    /// Returns the value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns all values of `TYPE` in upper case. Parameters without a name count as `TYPE`, because vCard 2.1
    /// allows that.
    pub(crate) fn types(&self) -> Vec<String> {
        let of_type = self.parameters.iter().filter(|(name, _)| matches!(name.as_str(), "TYPE" | ""));
        of_type
            .flat_map(|(_, value)| value.split(','))
            .map(|value| value.trim().to_ascii_uppercase())
            .collect()
    }

    fn has_encoding(&self, names: &[&str]) -> bool {
        self.parameters.iter().any(|(name, value)| {
            matches!(name.as_str(), "ENCODING" | "")
                && names.iter().any(|known| value.eq_ignore_ascii_case(known))
        })
    }

    /// Returns true if the value is base64.
    pub(crate) fn is_base64(&self) -> bool {
        self.has_encoding(&["BASE64", "B"])
    }

    /// Returns the value without its transfer encoding. `Err` contains the bytes before the first damaged byte.
    pub(crate) fn bytes(&self) -> Result<Cow<'_, [u8]>, Vec<u8>> {
        if self.is_base64() {
            return base64(&self.value).map(Cow::Owned);
        }
        if self.has_encoding(&["QUOTED-PRINTABLE"]) {
            return Ok(Cow::Owned(decode_hex_escapes(&self.value, b'=')));
        }
        Ok(Cow::Borrowed(&self.value))
    }

    /// Returns the value as text, with its escapes.
    pub(crate) fn raw(&self) -> String {
        let bytes = self.bytes().unwrap_or_else(Cow::Owned);
        decoded(&bytes, self.parameter("CHARSET"))
    }

    /// Returns the value as text without escapes (RFC 5545, 3.3.11).
    pub(crate) fn text(&self) -> String {
        unescaped(&self.raw())
    }

    /// Returns the parts of a list, or of a structured value such as `N` or `ADR`.
    pub(crate) fn parts(&self, separator: char) -> Vec<String> {
        let raw = self.raw();
        let mut parts = vec![String::new()];
        let mut chars = raw.chars();
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
        parts.iter().map(|part| unescaped(part).trim().to_owned()).collect()
    }
}

/// Decodes base64. `Err` contains the bytes before the first damaged byte.
pub(crate) fn base64(value: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let plain: Vec<u8> = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(&plain).map_err(|_| {
        let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let good = plain.iter().position(|byte| !is_base64(byte)).unwrap_or(plain.len());
        let whole = good.saturating_sub(good % 4);
        BASE64.decode(plain.get(..whole).unwrap_or_default()).unwrap_or_default()
    })
}

/// Removes the escapes of a text.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'N')) => plain.push('\n'),
            ('\\', Some(escaped @ ('\\' | ',' | ';' | ':'))) => plain.push(escaped),
            ('\\', Some(other)) => plain.extend(['\\', other]),
            ('\r', _) => {}
            (c, _) => plain.push(c),
        }
    }
    plain
}

/// The Windows code page for each name in the parameter `CHARSET`.
const CODE_PAGES: &[(&str, u32)] = &[
    ("utf-8", 65_001),
    ("iso-8859-1", 1252),
    ("latin1", 1252),
    ("us-ascii", 1252),
    ("iso-8859-2", 28_592),
    ("iso-8859-5", 28_595),
    ("iso-8859-7", 28_597),
    ("iso-8859-9", 1254),
    ("iso-8859-15", 28_605),
    ("koi8-r", 20_866),
    ("shift_jis", 932),
    ("iso-2022-jp", 50_220),
    ("euc-jp", 51_932),
    ("gb2312", 936),
    ("gbk", 936),
    ("gb18030", 54_936),
    ("big5", 950),
    ("euc-kr", 949),
    ("ks_c_5601-1987", 949),
];

/// Decodes a text. Bytes that are not ASCII but valid UTF-8 are decoded as UTF-8. Other bytes are decoded by the
/// declared charset or, if none is declared, by a guess from the bytes.
fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    let page = charset.and_then(|charset| {
        let charset = charset.to_ascii_lowercase();
        let of_windows = || charset.strip_prefix("windows-")?.parse().ok();
        let known = CODE_PAGES.iter().find(|(name, _)| *name == charset).map(|(_, page)| *page);
        known.or_else(of_windows)
    });
    match (page.filter(|page| *page != 65_001), std::str::from_utf8(bytes)) {
        // Many programs declare another charset but write UTF-8.
        (_, Ok(text)) if !bytes.is_ascii() || page.is_none() => text.to_owned(),
        (page, _) => decode_code_page(bytes, page),
    }
}

/// Returns true if a component has a value that is not UTF-8 and declares no charset. The encoding must then be
/// guessed.
pub(crate) fn has_unknown_encoding(component: &[u8], properties: &[Property]) -> bool {
    std::str::from_utf8(component).is_err()
        && properties.iter().any(|property| {
            property.parameter("CHARSET").is_none() && std::str::from_utf8(&property.value).is_err()
        })
}

#[cfg(test)]
mod tests {
    use super::{Property, properties};

    /// Checks the text of the first property other than `VERSION`, and that a property of this name exists.
    #[track_caller]
    fn check(line: &[u8], name: &str, text: &str) {
        let component = [b"BEGIN:VCARD\r\n", line, b"\r\nEND:VCARD\r\n"].concat();
        let found = properties(&component);
        let shown = found.iter().find(|property| property.name != "VERSION").map(Property::text);
        let names: Vec<&str> = found.iter().map(|property| property.name.as_str()).collect();
        assert!(names.contains(&name), "{names:?}");
        assert_eq!(shown.as_deref(), Some(text), "{:?}", String::from_utf8_lossy(line));
    }

    #[test]
    fn texts_are_unfolded_decoded_and_unescaped() {
        for (line, name, text) in [
            (&b"FN:Ann"[..], "FN", "Ann"),
            (b"fn:Ann", "FN", "Ann"),
            (b"item1.FN;X-A=\"b:c;d\":Ann", "FN", "Ann"),
            (b"NOTE:a\\, b\\; c\\\\d\\ne\\x", "NOTE", "a, b; c\\d\ne\\x"),
            (b"NOTE:long\r\n  er\n\t text", "NOTE", "long er text"),
            (b"NOTE:gr\xC3\r\n \xBC\xC3\x9Fe", "NOTE", "gr\u{fc}\u{df}e"),
            (b"VERSION:2.1\r\nNOTE:long\r\n er", "NOTE", "long er"),
            (b"VERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6=\r\nrg", "FN", "J\u{f6}rg"),
            (b"FN;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=F6rg", "FN", "J\u{f6}rg"),
            (b"FN;ENCODING=QUOTED-PRINTABLE:a =3D= b =ZZ", "FN", "a == b =ZZ"),
            (b"FN:J\xF6rg M\xFCller", "FN", "J\u{f6}rg M\u{fc}ller"),
            (b"FN;CHARSET=windows-1252:J\xF6rg", "FN", "J\u{f6}rg"),
            (b"FN;CHARSET=utf-8:J\xF6rg", "FN", "J\u{f6}rg"),
            (b"NOTE;ENCODING=BASE64:SGFs\r\n bG8=", "NOTE", "Hallo"),
            (b"NOTE;BASE64:SGFs\r\nbG8=\r\n", "NOTE", "Hallo"),
            (b"NOTE;ENCODING=b:SGFs!!", "NOTE", "Hal"),
            (b"FN;X=\"odd:Ann", "FN", "Ann"),
            (b"FN:", "FN", ""),
        ] {
            check(line, name, text);
        }
    }

    #[test]
    fn properties_of_nested_components_are_left_out() {
        let event = b"BEGIN:VEVENT\nSUMMARY:a\nBEGIN:VALARM\nDESCRIPTION:no\nEND:VALARM\nUID:1\nEND:VEVENT\n";
        let names: Vec<_> = properties(event).into_iter().map(|property| property.name).collect();
        assert_eq!(names, ["SUMMARY", "UID"]);
    }

    #[test]
    fn structured_values_have_parts() {
        let card = b"BEGIN:VCARD\nN:M\\;x;J;;Dr.\\, h.c.;\nEND:VCARD";
        assert_eq!(properties(card)[0].parts(';'), ["M;x", "J", "", "Dr., h.c.", ""]);
    }
}

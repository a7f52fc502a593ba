//! Reads the field `Content-Type` (RFC 2045, section 5.1) and the boundary that it declares.

use std::borrow::Cow;
use std::ops::Range;

use foundmail_mapi::decode_hex_escapes;

use super::line::line_at;

/// Maximum length of a boundary, in bytes. RFC 2046 allows 70, but some programs write thousands.
pub(super) const MAX_BOUNDARY_LENGTH: usize = 10_000;
/// Maximum number of boundary parameters that are read in one field.
const MAX_BOUNDARY_PARAMETERS: usize = 64;

/// The content type and boundary of a part.
#[derive(Debug, Default)]
pub(super) struct ContentType<'r> {
    pub media_type: &'r [u8],
    /// Offset at which another parameter can be inserted.
    pub after_type: usize,
    /// Offsets of the names of boundary parameters.
    pub names: Vec<usize>,
    /// The declared boundaries. The first boundary that occurs in the message counts.
    pub boundaries: Vec<Cow<'r, [u8]>>,
    /// True if a parser that implements only RFC 2045 reads the first boundary correctly.
    pub is_plain: bool,
}

impl<'r> ContentType<'r> {
    /// Reads the field in the range `header`.
    pub(super) fn of(raw: &'r [u8], header: Range<usize>) -> Option<Self> {
        let (field, folded_end) = field(raw, header)?;
        let text = raw.get(field.clone())?;
        let value = field.start.checked_add(memchr::memchr(b':', text)?)?.checked_add(1)?;
        let mut scan = ParameterScanner { raw, at: value, end: field.end, has_comment: false };
        scan.skip(|byte| byte.is_ascii_whitespace());
        let media_type = scan.take(|byte| is_token(byte) || byte == b'/');
        let mut read = Self { media_type, after_type: scan.at, ..Self::default() };
        read.parameters(scan, folded_end);
        Some(read)
    }

    fn parameters(&mut self, mut scan: ParameterScanner<'r>, folded_end: usize) {
        let mut pieces = Vec::new();
        let mut is_plain = true;
        while self.names.len() < MAX_BOUNDARY_PARAMETERS
            && let Some(parameter) = scan.parameter()
        {
            let Some(section) = section(parameter.name) else { continue };
            self.names.push(parameter.at);
            let Some(value) = parameter.value.filter(|value| !value.trim_ascii().is_empty()) else {
                continue;
            };
            match section {
                Section::Whole => {
                    // A parser reads the first boundary parameter, and ignores lines that are not folded.
                    is_plain &= !self.boundaries.is_empty() || parameter.at < folded_end && !parameter.is_odd;
                    self.boundaries.push(value);
                    self.boundaries.extend(parameter.first_line.map(Cow::Borrowed));
                }
                Section::Piece { number, is_encoded } => pieces.push((number, is_encoded, value)),
            }
        }
        self.is_plain = is_plain && !scan.has_comment && !self.boundaries.is_empty() && pieces.is_empty();
        self.boundaries.extend(joined(pieces).map(Cow::Owned));
    }

    /// Returns true for a multipart type.
    pub(super) fn is_multipart(&self) -> bool {
        self.media_type.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/"))
    }

    /// Returns true if the parser opens this content as a message.
    pub(super) fn is_message(&self) -> bool {
        [&b"message/rfc822"[..], b"message/global"]
            .iter()
            .any(|kind| self.media_type.eq_ignore_ascii_case(kind))
    }
}

/// Returns the range of the last `Content-Type` field of a header, and the end of its folded lines. The range also
/// includes lines that begin with `boundary=` without folding.
fn field(raw: &[u8], header: Range<usize>) -> Option<(Range<usize>, usize)> {
    let mut found: Option<(Range<usize>, usize)> = None;
    let (mut at, mut is_within, mut is_folded) = (header.start, false, false);
    while at < header.end
        && let Some(line) = line_at(raw, at)
    {
        let begins = |word: &[u8]| line.get(..word.len()).is_some_and(|name| name.eq_ignore_ascii_case(word));
        let next = at.saturating_add(line.len());
        if begins(b"content-type") && line.get(12..)?.trim_ascii_start().starts_with(b":") {
            (is_within, is_folded) = (true, true);
            found = Some((at..next, next));
        } else if line.starts_with(b" ") || line.starts_with(b"\t") || begins(b"boundary=") {
            is_folded &= !begins(b"boundary=");
            if is_within && let Some((field, folded_end)) = &mut found {
                field.end = next;
                *folded_end = if is_folded { next } else { *folded_end };
            }
        } else {
            is_within = false;
        }
        at = next;
    }
    found
}

/// The section of a value that a parameter contains (RFC 2231, sections 3 and 4).
enum Section {
    Whole,
    Piece { number: usize, is_encoded: bool },
}

/// Returns the section that a parameter contains, by its name: `boundary`, `boundary*`, `boundary*0` or
/// `boundary*0*`.
fn section(name: &[u8]) -> Option<Section> {
    let (word, rest) = name.split_at_checked(8)?;
    if !word.eq_ignore_ascii_case(b"boundary") {
        return None;
    }
    let Some(rest) = rest.strip_prefix(b"*") else { return rest.is_empty().then_some(Section::Whole) };
    let (number, is_encoded) = match rest.strip_suffix(b"*") {
        _ if rest.is_empty() => (&b"0"[..], true),
        Some(number) => (number, true),
        None => (rest, false),
    };
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some(Section::Piece { number, is_encoded })
}

/// Joins the sections of a value in the order of their numbers.
fn joined(mut pieces: Vec<(usize, bool, Cow<'_, [u8]>)>) -> Option<Vec<u8>> {
    pieces.sort_by_key(|(number, ..)| *number);
    let mut value = Vec::new();
    let mut next = 0;
    for (number, is_encoded, piece) in pieces {
        if number != next {
            break;
        }
        next = next.saturating_add(1);
        let mut piece: &[u8] = &piece;
        if is_encoded && number == 0 {
            // The charset and the language precede the value. A boundary is ASCII, so both are ignored.
            let mut parts = piece.splitn(3, |&byte| byte == b'\'');
            piece = parts.nth(2).unwrap_or(piece);
        }
        if is_encoded {
            value.extend(decode_hex_escapes(piece, b'%'));
        } else {
            value.extend_from_slice(piece);
        }
    }
    (!value.is_empty() && value.len() <= MAX_BOUNDARY_LENGTH).then_some(value)
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_')
}

/// A parameter of the field.
struct Parameter<'r> {
    name: &'r [u8],
    /// Offset of the name.
    at: usize,
    value: Option<Cow<'r, [u8]>>,
    /// True if parsers disagree on this form of the value.
    is_odd: bool,
    /// The first line of a folded value, which may be the whole boundary.
    first_line: Option<&'r [u8]>,
}

/// Reads the parameters of a field from start to end.
struct ParameterScanner<'r> {
    raw: &'r [u8],
    at: usize,
    end: usize,
    has_comment: bool,
}

impl<'r> ParameterScanner<'r> {
    fn rest(&self) -> &'r [u8] {
        self.raw.get(self.at..self.end).unwrap_or_default()
    }

    fn take(&mut self, is_header_line: impl Fn(u8) -> bool) -> &'r [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| !is_header_line(byte)).unwrap_or(rest.len());
        self.at = self.at.saturating_add(length);
        rest.get(..length).unwrap_or_default()
    }

    fn skip(&mut self, is_header_line: impl Fn(u8) -> bool) {
        self.take(is_header_line);
    }

    /// Skips white space and comments.
    fn blank(&mut self) {
        loop {
            self.skip(|byte| byte.is_ascii_whitespace());
            if self.rest().first() != Some(&b'(') {
                return;
            }
            self.has_comment = true;
            let mut depth = 0_usize;
            let mut is_quoted = false;
            let length = self.rest().iter().position(|&byte| {
                match byte {
                    _ if is_quoted => is_quoted = false,
                    b'\\' => is_quoted = true,
                    b'(' => depth = depth.saturating_add(1),
                    b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            // A parenthesis that is never closed does not begin a comment.
            self.at = self.at.saturating_add(length.unwrap_or_default()).saturating_add(1);
        }
    }

    fn parameter(&mut self) -> Option<Parameter<'r>> {
        loop {
            self.blank();
            let at = self.at;
            let name = self.take(|byte| is_token(byte) || byte == b'*');
            if name.is_empty() {
                let other = self.rest().first()?;
                match other {
                    b'"' => drop(self.quoted()),
                    _ => self.at = self.at.saturating_add(1),
                }
                continue;
            }
            self.blank();
            if self.rest().first() != Some(&b'=') {
                continue;
            }
            self.at = self.at.saturating_add(1);
            self.blank();
            if self.rest().first() == Some(&b'"') {
                let from = self.at.saturating_add(1);
                let (value, is_odd) = self.quoted();
                let written = self.raw.get(from..self.at).unwrap_or_default();
                let line = memchr::memchr(b'\n', written).and_then(|end| written.get(..end));
                let first_line = line.map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty());
                return Some(Parameter { name, at, value: Some(value), is_odd, first_line });
            }
            let value = self.take(|byte| !byte.is_ascii_whitespace() && byte != b';');
            let is_odd = value.contains(&b'(') || value.contains(&b'"');
            let value = value.get(..MAX_BOUNDARY_LENGTH).unwrap_or(value);
            return Some(Parameter { name, at, value: Some(Cow::Borrowed(value)), is_odd, first_line: None });
        }
    }

    /// Reads a quoted string (RFC 5322, section 3.2.4). The second value is true if parsers disagree on the form
    /// of the string. A string without a closing quote ends at the end of its line.
    fn quoted(&mut self) -> (Cow<'r, [u8]>, bool) {
        self.at = self.at.saturating_add(1);
        let rest = self.rest();
        let rest = rest.get(..MAX_BOUNDARY_LENGTH).unwrap_or(rest);
        let line = rest.get(..line_of_quoted(rest)).unwrap_or_default();
        let mut value = Vec::new();
        let (mut is_escaped, mut is_odd) = (false, false);
        for (index, &byte) in line.iter().enumerate() {
            match byte {
                b'\\' if !is_escaped => (is_escaped, is_odd) = (true, true),
                b'"' if !is_escaped => {
                    self.at = self.at.saturating_add(index).saturating_add(1);
                    let plain = line.get(..index).unwrap_or_default();
                    return if is_odd { (Cow::Owned(value), true) } else { (Cow::Borrowed(plain), false) };
                }
                b'\r' | b'\n' => is_odd = true,
                _ => {
                    value.push(byte);
                    is_escaped = false;
                }
            }
        }
        self.at = self.at.saturating_add(line.len());
        (Cow::Owned(value.trim_ascii_end().to_vec()), true)
    }
}

/// Returns the maximum length of the quoted string at the start of `text`: its line and the folded lines that
/// follow. If a folded line contains another parameter, the closing quote is missing, and the string ends before
/// that line.
fn line_of_quoted(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(line) = line_at(text, length) {
        let quote = memchr::memchr(b'"', line);
        let content = line.get(..quote.unwrap_or(line.len())).unwrap_or_default();
        if length > 0
            && (!matches!(line.first(), Some(b' ' | b'\t'))
                || content.iter().any(|byte| matches!(byte, b'=' | b';')))
        {
            return length.saturating_sub(1);
        }
        length = length.saturating_add(line.len());
        if quote.is_some() {
            break;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::ContentType;

    #[test]
    fn a_boundary_is_read_in_every_form() {
        for (field, boundaries, is_plain) in [
            ("Content-Type: multipart/mixed; boundary=b", "b", true),
            ("CONTENT-TYPE : Multipart/Mixed;\n\tBoundary=\"b c\"; charset=x", "b c", true),
            ("Content-Type: multipart/mixed; boundary = \"b\"", "b", true),
            ("Content-Type: multipart/mixed (of parts) ; (one) boundary=b(c", "b(c", false),
            ("Content-Type: multipart/mixed; boundary=\"a\\\"b\"", "a\"b", false),
            ("Content-Type: multipart/mixed; boundary=\"b\n\tcharset=\"x\"", "b", false),
            ("Content-Type: multipart/mixed; boundary=\"foo\r\n bar\"; charset=x", "foo bar|foo", false),
            ("Content-Type: multipart/mixed; boundary=\"foo\n charset", "foo charset|foo", false),
            ("Content-Type: multipart/mixed\nboundary=b", "b", false),
            ("Content-Type: multipart/mixed; boundary*=us-ascii''%3Db", "=b", false),
            ("Content-Type: multipart/mixed; boundary*0=a; boundary*1=\"b c\"", "ab c", false),
            ("Content-Type: multipart/mixed; boundary*1*=%43; boundary*0*=us-ascii'en'%3DA", "=AC", false),
            (
                "Content-Type: multipart/mixed; boundary*0*=utf-8''a;\n boundary*1=%43;\n boundary*2*=%43",
                "a%43C",
                false,
            ),
            ("Content-Type: multipart/mixed; boundary*0=a; boundary*2=c", "a", false),
            ("Content-Type: multipart/mixed; boundary=a; boundary*0=b; boundary*1=c", "a|bc", false),
            ("Content-Type: multipart/mixed; boundary=a; boundary=b", "a|b", true),
            ("Content-Type: multipart/mixed; x-boundary=b; name=\"boundary=c\"", "", false),
            ("Content-Type: multipart/mixed; boundary=; boundary=\" \"", "", false),
            ("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b", "b", true),
            ("Content-Type: multipart/mixed\nX-A: b;\n boundary=c", "", false),
        ] {
            let raw = format!("X-A: b\n{field}\nX-B: boundary=d\n");
            let read = ContentType::of(raw.as_bytes(), 0..raw.len()).unwrap();
            let found: Vec<_> = read.boundaries.iter().map(|found| String::from_utf8_lossy(found)).collect();
            assert_eq!((found.join("|").as_str(), read.is_plain), (boundaries, is_plain), "{field}");
            assert!(read.is_multipart(), "{field}");
        }
    }
}

//! Finds the end of a header.

use std::ops::Range;

use super::line::{is_named, line_at};

/// Maximum length of the header of a part, in bytes.
const MAX_HEADER_LENGTH: usize = 256 * 1024;

/// Returns the offset of the empty line after a header. If there is no empty line, returns the offset of the next
/// line that begins with two dashes, or the end of the message.
pub(super) fn header_end(raw: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        // The limit prevents quadratic time for many headers without an empty line.
        if ends_header(raw, at, line)
            || at.saturating_sub(start) > MAX_HEADER_LENGTH
            || line.starts_with(b"--")
        {
            break;
        }
        at = at.saturating_add(line.len());
    }
    at
}

/// Known header fields. If one of them follows a line of white space, the header continues after that line.
const FIELDS: &[&[u8]] = &[
    b"bcc",
    b"cc",
    b"content-",
    b"date",
    b"delivered-to",
    b"from",
    b"in-reply-to",
    b"list-",
    b"message-id",
    b"mime-version",
    b"received",
    b"references",
    b"reply-to",
    b"return-path",
    b"sender",
    b"subject",
    b"to",
    b"user-agent",
    b"x-",
];

/// Returns true if this line ends the header. An empty line always ends it. A line of white space ends it if no
/// header fields follow. Before header fields, such a line may be the rest of a folded field (RFC 5322, section
/// 4.2).
pub(super) fn ends_header(raw: &[u8], at: usize, line: &[u8]) -> bool {
    let is_blank = line.trim_ascii().is_empty();
    is_blank && (matches!(line, b"\n" | b"\r\n") || !fields_follow(raw, at.saturating_add(line.len())))
}

/// Returns true if only header fields follow up to the next empty line, and at least one of them is in [`FIELDS`].
fn fields_follow(raw: &[u8], start: usize) -> bool {
    let (mut at, mut is_known) = (start, false);
    while let Some(line) = line_at(raw, at) {
        if line.trim_ascii().is_empty() {
            break;
        }
        let is_folded = line.starts_with(b" ") || line.starts_with(b"\t");
        if line.starts_with(b"--") || !(is_folded || has_name(line)) {
            return false;
        }
        is_known |= FIELDS.iter().any(|name| is_named(line, name));
        at = at.saturating_add(line.len());
    }
    is_known
}

/// Returns the range of the white space in the line that ends a header. Because of the white space, the parser
/// would not recognise the line as empty.
pub(super) fn white_space_at(raw: &[u8], end: usize) -> Option<Range<usize>> {
    let line = line_at(raw, end).filter(|line| line.trim_ascii().is_empty())?;
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (!line.is_empty()).then(|| end..end.saturating_add(line.len()))
}

/// Returns true if a header declares base64.
pub(super) fn is_base64(header: &[u8]) -> bool {
    const NAME: &[u8] = b"content-transfer-encoding";
    let lines = header.split(|&byte| byte == b'\n').filter(|line| is_named(line, NAME));
    let mut values = lines.filter_map(|line| line.get(NAME.len()..)?.trim_ascii_start().strip_prefix(b":"));
    values.next_back().is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(b"base64"))
}

/// Returns true for a line that begins with one word and a colon, in any charset.
fn has_name(line: &[u8]) -> bool {
    let name =
        memchr::memchr(b':', line).and_then(|end| line.get(..end)).unwrap_or_default().trim_ascii_end();
    !name.is_empty() && !name.iter().any(|byte| byte.is_ascii_control() || *byte == b' ')
}

//! Where a header ends, and where it should.

use std::ops::Range;

use super::boundary::{Delimiter, Known};

/// Longest header of a part that is looked at for what parts it.
const LONGEST: usize = 256 * 1024;

/// A line with its end.
pub(super) fn line_at(raw: &[u8], start: usize) -> Option<&[u8]> {
    let rest = raw.get(start..).filter(|rest| !rest.is_empty())?;
    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end.saturating_add(1));
    rest.get(..end)
}

/// Where the empty line behind a header begins, a line that parts, or the end of the message.
pub(super) fn header_end(raw: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        // The third keeps many headers without an end from being looked through to the end again and again.
        if ends_header(raw, at, line) || at.saturating_sub(start) > LONGEST || line.starts_with(b"--") {
            break;
        }
        at = at.saturating_add(line.len());
    }
    at
}

/// Header fields that show a header to go on behind a line of blanks.
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

/// True if a line is the one behind a header. One of blanks is, unless header fields follow: it may be the rest of a folded field
/// (RFC 5322, section 4.2).
fn ends_header(raw: &[u8], at: usize, line: &[u8]) -> bool {
    let is_blank = line.trim_ascii().is_empty();
    is_blank && (matches!(line, b"\n" | b"\r\n") || !fields_follow(raw, at.saturating_add(line.len())))
}

/// True if nothing but header fields follows up to the next line without words, and one of them is one of mail's own.
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

/// True for a line that begins with one word and a colon, in whatever letters.
fn has_name(line: &[u8]) -> bool {
    let name =
        memchr::memchr(b':', line).and_then(|end| line.get(..end)).unwrap_or_default().trim_ascii_end();
    !name.is_empty() && !name.iter().any(|byte| byte.is_ascii_control() || *byte == b' ')
}

fn is_named(line: &[u8], name: &[u8]) -> bool {
    let begins = line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    begins
        && (name.ends_with(b"-")
            || line.get(name.len()..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":")))
}

/// The blanks in the line that ends a header, which keep the parser from seeing its end.
pub(super) fn blanks_at(raw: &[u8], end: usize) -> Option<Range<usize>> {
    let line = line_at(raw, end).filter(|line| line.trim_ascii().is_empty())?;
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (!line.is_empty()).then(|| end..end.saturating_add(line.len()))
}

/// True if a header says that what is behind it is written in base64.
pub(super) fn is_base64(header: &[u8]) -> bool {
    const NAME: &[u8] = b"content-transfer-encoding";
    let lines = header.split(|&byte| byte == b'\n').filter(|line| is_named(line, NAME));
    let mut values = lines.filter_map(|line| line.get(NAME.len()..)?.trim_ascii_start().strip_prefix(b":"));
    values.next_back().is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(b"base64"))
}

/// Where an empty line should stand between a header, which begins at `start`, and what follows it. `None` if it stands there,
/// or if what looks like content stands in the middle of a header.
pub(super) fn missing_line(
    raw: &[u8],
    start: usize,
    known: &Known<'_>,
    belongs: fn(&[u8]) -> bool,
) -> Option<usize> {
    let mut content = None;
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        if ends_header(raw, at, line) {
            let behind = at.saturating_add(line.len());
            let header = |content: usize| raw.get(start..content).unwrap_or_default();
            return content.filter(|content| is_empty_from(raw, behind, known) || is_over(header(*content)));
        }
        if line.starts_with(b"--") && Delimiter::at(raw, at, known).is_some() {
            return Some(content.unwrap_or(at));
        }
        if belongs(line) || line.trim_ascii().is_empty() {
            content = None;
        } else if content.is_none() && !is_within_header(line) {
            content = Some(at);
        }
        at = at.saturating_add(line.len());
    }
    content
}

/// True if nothing stands between here and the next part: then the content was taken for a header.
fn is_empty_from(raw: &[u8], start: usize, known: &Known<'_>) -> bool {
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        if !line.trim_ascii().is_empty() {
            return line.starts_with(b"--") && Delimiter::at(raw, at, known).is_some();
        }
        at = at.saturating_add(line.len());
    }
    true
}

/// True if the last field of a header may be over, and a line too many in what follows spoils nothing: it would put encoded bytes
/// out of step.
fn is_over(header: &[u8]) -> bool {
    let header = header.trim_ascii_end();
    let last = header.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let quotes = memchr::memchr_iter(b'"', last).count();
    let says = |word: &[u8]| header.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    !last.ends_with(b";") && quotes.is_multiple_of(2) && !says(b"base64")
}

/// A header field of RFC 5322, section 2.2.
pub(super) fn is_field(line: &[u8]) -> bool {
    let name = line.iter().position(|&byte| byte == b':').and_then(|end| line.get(..end)).unwrap_or_default();
    let name = name.trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// A header field of a part: only those whose names begin with `Content-` mean anything there (RFC 2046, section 5.1).
pub(super) fn is_mime_field(line: &[u8]) -> bool {
    line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-")) && is_field(line)
}

/// What is no content even where it begins no field: the rest of a folded one, folded or not, and the separator of an MBOX.
fn is_within_header(line: &[u8]) -> bool {
    let is_parameter = || {
        let name =
            line.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'*')));
        let (name, rest) = line.split_at_checked(name.unwrap_or(line.len())).unwrap_or_default();
        // Base64 has its signs of equality at the end.
        let value = rest.strip_prefix(b"=").unwrap_or_default().trim_ascii();
        !name.is_empty() && !value.is_empty() && !value.starts_with(b"=")
    };
    line.starts_with(b" ")
        || line.starts_with(b"\t")
        || line.starts_with(b"From ")
        || line.starts_with(b">From ")
        || is_field(line)
        || is_parameter()
}

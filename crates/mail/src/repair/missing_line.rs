//! Finds a missing empty line between a header and its content.

use super::boundary::{Delimiter, KnownBoundaries};
use super::header::ends_header;
use super::line::{is_field, line_at};

/// Returns the offset at which the empty line after the header at `start` is missing. Returns `None` if the line
/// exists, or if the supposed content is in the middle of the header.
pub(super) fn missing_line(
    raw: &[u8],
    start: usize,
    known: &KnownBoundaries<'_>,
    is_header_line: fn(&[u8]) -> bool,
) -> Option<usize> {
    let mut content = None;
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        if ends_header(raw, at, line) {
            let behind = at.saturating_add(line.len());
            let header = |content: usize| raw.get(start..content).unwrap_or_default();
            return content
                .filter(|content| is_empty_from(raw, behind, known) || may_be_complete(header(*content)));
        }
        if line.starts_with(b"--") && Delimiter::at(raw, at, known).is_some() {
            return Some(content.unwrap_or(at));
        }
        if is_header_line(line) || line.trim_ascii().is_empty() {
            content = None;
        } else if content.is_none() && !continues_header(line) {
            content = Some(at);
        }
        at = at.saturating_add(line.len());
    }
    content
}

/// Returns true if only empty lines follow up to the next part. Then the content was mistaken for a part of the
/// header.
fn is_empty_from(raw: &[u8], start: usize, known: &KnownBoundaries<'_>) -> bool {
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        if !line.trim_ascii().is_empty() {
            return line.starts_with(b"--") && Delimiter::at(raw, at, known).is_some();
        }
        at = at.saturating_add(line.len());
    }
    true
}

/// Returns true if an empty line may be inserted after the header. The last field must look complete, and the
/// header must not declare base64. Additional text before base64 would shift the groups of letters.
fn may_be_complete(header: &[u8]) -> bool {
    let header = header.trim_ascii_end();
    let last = header.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let quotes = memchr::memchr_iter(b'"', last).count();
    let says = |word: &[u8]| header.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    !last.ends_with(b";") && quotes.is_multiple_of(2) && !says(b"base64")
}

/// Returns true for a line that may belong to a header. The line is a field, the separator of an MBOX, or the rest
/// of a field, which may lack the folding.
fn continues_header(line: &[u8]) -> bool {
    let is_parameter = || {
        let name =
            line.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'*')));
        let (name, rest) = line.split_at_checked(name.unwrap_or(line.len())).unwrap_or_default();
        // Base64 may end with equals signs, so a line that ends with `=` is not a parameter.
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

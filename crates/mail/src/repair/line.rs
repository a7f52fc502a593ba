//! Reads lines of a message, and recognises header fields.

/// Returns the line that begins at `start`, including its line end.
pub(super) fn line_at(raw: &[u8], start: usize) -> Option<&[u8]> {
    let rest = raw.get(start..).filter(|rest| !rest.is_empty())?;
    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end.saturating_add(1));
    rest.get(..end)
}

/// Returns true if the line begins a field with this name. If `name` ends with `-`, every name with this prefix
/// matches.
pub(super) fn is_named(line: &[u8], name: &[u8]) -> bool {
    let begins = line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    begins
        && (name.ends_with(b"-")
            || line.get(name.len()..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":")))
}

/// Returns true for a header field (RFC 5322, section 2.2).
pub(super) fn is_field(line: &[u8]) -> bool {
    let name = line.iter().position(|&byte| byte == b':').and_then(|end| line.get(..end)).unwrap_or_default();
    let name = name.trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// Returns true for a header field of a part. In a part, only fields whose names begin with `Content-` have a
/// meaning (RFC 2046, section 5.1).
pub(super) fn is_mime_field(line: &[u8]) -> bool {
    line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-")) && is_field(line)
}

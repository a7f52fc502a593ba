//! Lines that a message's writer left out, or that were cut off with its end.
//!
//! A parser that goes by the letter of RFC 2046 takes a part whose header has no empty line behind it for a part without
//! content, and one whose boundary never comes for something else altogether. Here the missing lines are put in before
//! anybody parses, so that what is there is seen; the stored bytes stay as they came.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memmem;

use crate::encoded_words;

/// Boundaries of one message that are known apart.
const MOST_BOUNDARIES: usize = 200;
/// Longest boundary, in bytes; RFC 2046 allows 70.
const LONGEST_BOUNDARY: usize = 200;

/// A message as it can be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mended<'r> {
    pub bytes: Cow<'r, [u8]>,
    /// True if the line that ends its parts never came.
    pub breaks_off: bool,
}

/// Puts in what is missing: the empty line between a header and its content, and the last line of parts that the next part of
/// those around them, or the end of the message, shows to be over.
pub(crate) fn mend(raw: &[u8]) -> Mended<'_> {
    let boundaries = boundaries(raw);
    let mut mending = Mending { raw, kept: 0, mended: Vec::new(), open: Vec::new(), header: 0 };
    let missing = missing_line(raw, 0, &boundaries, is_field);
    let header = raw.get(..missing.unwrap_or_else(|| header_end(raw))).unwrap_or_default();
    for (range, joined) in encoded_words::joined(header) {
        mending.put(range.start, &joined);
        mending.kept = range.end;
    }
    if let Some(at) = missing {
        mending.put(at, b"\n");
    }
    if !boundaries.is_empty() {
        for start in memmem::find_iter(raw, b"\n--").map(|at| at.saturating_add(1)) {
            mending.line(start, &boundaries);
        }
    }
    mending.finish()
}

/// The byte behind the message's own header.
fn header_end(raw: &[u8]) -> usize {
    let lines = memmem::find(raw, b"\n\n").unwrap_or(raw.len());
    memmem::find(raw.get(..lines).unwrap_or_default(), b"\n\r\n").unwrap_or(lines)
}

struct Mending<'r> {
    raw: &'r [u8],
    /// What lies before this byte is in `mended`.
    kept: usize,
    mended: Vec<u8>,
    /// Boundaries of the parts that are not over, the outermost first.
    open: Vec<&'r [u8]>,
    /// Where the last header of a part begins.
    header: usize,
}

impl<'r> Mending<'r> {
    fn put(&mut self, at: usize, missing: &[u8]) {
        self.mended.extend_from_slice(self.raw.get(self.kept..at).unwrap_or_default());
        self.mended.extend_from_slice(missing);
        self.kept = self.kept.max(at);
    }

    /// A line that begins with two dashes.
    fn line(&mut self, start: usize, boundaries: &Boundaries<'r>) {
        let Some(delimiter) = Delimiter::at(self.raw, start, boundaries) else { return };
        let is_open = self.open.contains(&delimiter.boundary);
        while is_open && self.open.last().is_some_and(|last| *last != delimiter.boundary) {
            let Some(inner) = self.open.pop() else { break };
            self.put(start, &[b"--", inner, b"--\n"].concat());
        }
        if delimiter.closes {
            self.open.pop_if(|last| *last == delimiter.boundary);
            return;
        }
        if !is_open {
            self.open.push(delimiter.boundary);
        }
        self.header = delimiter.end;
        if let Some(at) = missing_line(self.raw, delimiter.end, boundaries, is_mime_field) {
            self.put(at, b"\n");
        }
    }

    fn ends_in_header(&self) -> bool {
        let mut lines = self.raw.get(self.header..).unwrap_or_default().split(|&byte| byte == b'\n');
        // What stands behind the last line's end is no line.
        lines.next_back();
        !lines.any(|line| line.trim_ascii().is_empty())
    }

    fn finish(mut self) -> Mended<'r> {
        let breaks_off = !self.open.is_empty();
        if breaks_off {
            self.put(self.raw.len(), if self.ends_in_header() { b"\n\n" } else { b"\n" });
        }
        while let Some(boundary) = self.open.pop() {
            self.put(self.raw.len(), &[b"--", boundary, b"--\n"].concat());
        }
        if self.mended.is_empty() {
            return Mended { bytes: Cow::Borrowed(self.raw), breaks_off };
        }
        self.put(self.raw.len(), b"");
        Mended { bytes: Cow::Owned(self.mended), breaks_off }
    }
}

/// Boundaries that the message names.
type Boundaries<'r> = HashSet<&'r [u8]>;

fn boundaries(raw: &[u8]) -> Boundaries<'_> {
    let mut boundaries = HashSet::new();
    for name in [&b"oundary="[..], b"OUNDARY="] {
        let values =
            memmem::find_iter(raw, name).filter_map(|at| value(raw.get(at.checked_add(name.len())?..)?));
        for value in values.take(MOST_BOUNDARIES) {
            boundaries.insert(value);
        }
    }
    boundaries
}

/// The value of a parameter.
fn value(text: &[u8]) -> Option<&[u8]> {
    let text = text.trim_ascii_start();
    let text = text.get(..LONGEST_BOUNDARY).unwrap_or(text);
    let value = match text.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| matches!(byte, b'"' | b'\n')).next()?,
        None => text.split(|byte| byte.is_ascii_whitespace() || *byte == b';').next()?,
    };
    let value = value.trim_ascii_end();
    (!value.is_empty()).then_some(value)
}

/// A line that stands before a part or behind the last one.
struct Delimiter<'r> {
    boundary: &'r [u8],
    closes: bool,
    /// The byte behind the line.
    end: usize,
}

impl<'r> Delimiter<'r> {
    fn at(raw: &'r [u8], start: usize, boundaries: &Boundaries<'r>) -> Option<Self> {
        let line = line_at(raw, start)?;
        let end = start.saturating_add(line.len());
        let text = line.strip_prefix(b"--")?.trim_ascii_end();
        let known = |text: &'r [u8]| boundaries.get(text).copied();
        if let Some(boundary) = known(text) {
            return Some(Self { boundary, closes: false, end });
        }
        let boundary = known(text.strip_suffix(b"--")?)?;
        Some(Self { boundary, closes: true, end })
    }
}

/// A line with its end.
fn line_at(raw: &[u8], start: usize) -> Option<&[u8]> {
    let rest = raw.get(start..).filter(|rest| !rest.is_empty())?;
    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end.saturating_add(1));
    rest.get(..end)
}

/// Where an empty line should stand between a header, which begins at `start`, and what follows it. `None` if it stands there,
/// or if what looks like content stands in the middle of a header.
fn missing_line(
    raw: &[u8],
    start: usize,
    boundaries: &Boundaries<'_>,
    belongs: fn(&[u8]) -> bool,
) -> Option<usize> {
    let mut content = None;
    let mut at = start;
    while let Some(line) = line_at(raw, at) {
        if line.trim_ascii().is_empty() {
            return content;
        }
        if line.starts_with(b"--") && Delimiter::at(raw, at, boundaries).is_some() {
            return Some(content.unwrap_or(at));
        }
        if belongs(line) {
            content = None;
        } else if content.is_none() && !is_within_header(line) {
            content = Some(at);
        }
        at = at.saturating_add(line.len());
    }
    content
}

/// A header field of RFC 5322, section 2.2.
fn is_field(line: &[u8]) -> bool {
    let name = line.iter().position(|&byte| byte == b':').and_then(|end| line.get(..end)).unwrap_or_default();
    let name = name.trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// A header field of a part: only those whose names begin with `Content-` mean anything there (RFC 2046, section 5.1).
fn is_mime_field(line: &[u8]) -> bool {
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

#[cfg(test)]
mod tests {
    use super::mend;

    /// What a message becomes; what breaks off has a mark before it.
    fn mended(raw: &str) -> String {
        let mended = mend(raw.as_bytes());
        let mark = if mended.breaks_off { "…" } else { "" };
        format!("{mark}{}", String::from_utf8(mended.bytes.into_owned()).unwrap())
    }

    #[test]
    fn missing_lines_are_put_in() {
        let top = "Content-Type: multipart/mixed; boundary=b\n\n";
        let inner = "--b\nContent-Type: multipart/alternative; boundary=\"c d\"\n\n--c d\n\nx\n";
        for (raw, expected) in [
            // A header that its content follows at once.
            (
                "--b\nContent-Type: a/b\nYWJj\nYWI=\n\n--b--\n",
                "--b\nContent-Type: a/b\n\nYWJj\nYWI=\n\n--b--\n",
            ),
            ("--b\nContent-Type: a/b\nYWJj\n--b--\n", "--b\nContent-Type: a/b\n\nYWJj\n--b--\n"),
            ("--b\r\nHello there\r\n--b--\r\n", "--b\r\n\nHello there\r\n--b--\r\n"),
            // A header without content.
            ("--b\nContent-Type: a/b\n--b--\n", "--b\nContent-Type: a/b\n\n--b--\n"),
            // What was broken out of a folded field.
            ("--b\nContent-Type: a/b;\nname=\"x y\"\n\nYWJj\n--b--\n", ""),
            ("--b\nContent-Type: a/b\nrubbish\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n", ""),
            // Parts that never end.
            ("--b\n\nHello", "…--b\n\nHello\n--b--\n"),
            ("--b\n\nHello\n", "…--b\n\nHello\n\n--b--\n"),
            ("--b\nContent-Type: a/b", "…--b\nContent-Type: a/b\n\n--b--\n"),
            ("--b\n", "…--b\n\n\n--b--\n"),
            // Text that only looks like it.
            ("--b\n\n-- \nAnn\n-----Original-----\nHello\n\n--b--\n", ""),
            ("--b\n\nHello\n--b--\nbehind\n", ""),
        ] {
            let expected = if expected.is_empty() { raw } else { expected };
            let (mark, expected) = expected.strip_prefix('…').map_or(("", expected), |rest| ("…", rest));
            assert_eq!(mended(&format!("{top}{raw}")), format!("{mark}{top}{expected}"), "{raw:?}");
        }
        for (raw, expected) in [
            ("--b\n\ny\n--b--\n", "--c d--\n--b\n\ny\n--b--\n"),
            ("--b--\n", "--c d--\n--b--\n"),
            ("--c d--\n--b--\n", "--c d--\n--b--\n"),
        ] {
            assert_eq!(mended(&format!("{top}{inner}{raw}")), format!("{top}{inner}{expected}"), "{raw:?}");
        }
        assert_eq!(mended(&format!("{top}{inner}")), format!("…{top}{inner}\n--c d--\n--b--\n"));
    }

    #[test]
    fn a_text_right_behind_the_header_is_one() {
        for (raw, expected) in [
            ("Subject: x\nHello there\nwhat a day\n", "Subject: x\n\nHello there\nwhat a day\n"),
            ("Subject: x\nHello there\n\nmore\n", "Subject: x\n\nHello there\n\nmore\n"),
            ("Subject: x\nrubbish\nFrom: a@b.example\n\nmore\n", ""),
            (">From a@b.example Mon Jan  1\nSubject: x\n\n", ""),
            ("Subject: x\n\nHello\n", ""),
            ("", ""),
        ] {
            assert_eq!(mended(raw), if expected.is_empty() { raw } else { expected });
        }
    }
}

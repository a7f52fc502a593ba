//! Lines that a message's writer left out, or that were cut off with its end.
//!
//! A parser that goes by the letter of RFC 2046 takes a part whose header has no empty line behind it for a part without
//! content, and one whose boundary never comes for something else altogether. Here the missing lines are put in before
//! anybody parses, so that what is there is seen; the stored bytes stay as they came, and so do files that are saved
//! ([`Mended::original`]).

mod boundary;
mod header;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use crate::encoded_words;
use boundary::{Delimiter, Means, Structure};
use header::{header_end, is_field, is_mime_field, missing_line};

/// Parts in parts that are followed.
const DEEPEST: usize = 64;

/// A message as it can be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mended<'r> {
    pub bytes: Cow<'r, [u8]>,
    /// Where in these bytes stands what was put in, in order.
    inserted: Vec<Range<usize>>,
    /// True if the line that ends its parts never came.
    pub breaks_off: bool,
}

impl Mended<'_> {
    /// What some of its bytes were before anything was put in.
    pub(crate) fn original<'m>(&self, range: Range<usize>, bytes: &'m [u8]) -> Cow<'m, [u8]> {
        let first = self.inserted.partition_point(|inserted| inserted.start < range.start);
        let behind = self.inserted.get(first..).unwrap_or_default().iter();
        let mut inserted = behind.take_while(|inserted| inserted.end <= range.end).peekable();
        if inserted.peek().is_none() {
            return Cow::Borrowed(bytes.get(range).unwrap_or_default());
        }
        let mut original = Vec::new();
        let mut kept = range.start;
        for inserted in inserted {
            original.extend_from_slice(bytes.get(kept..inserted.start).unwrap_or_default());
            kept = inserted.end;
        }
        original.extend_from_slice(bytes.get(kept..range.end).unwrap_or_default());
        Cow::Owned(original)
    }
}

/// Puts in what is missing: the empty line between a header and its content, and the last line of parts that the next part of
/// those around them, or the end of the message, shows to be over.
pub(crate) fn mend(raw: &[u8]) -> Mended<'_> {
    match with_line_ends(raw) {
        Some(lines) => {
            let Mended { bytes, inserted, breaks_off } = mend_lines(&lines);
            Mended { bytes: Cow::Owned(bytes.into_owned()), inserted, breaks_off }
        }
        None => mend_lines(raw),
    }
}

/// A message whose header has lines and whose content has only what ends them on an old Mac.
fn with_line_ends(raw: &[u8]) -> Option<Vec<u8>> {
    let (header, content) = raw.split_at_checked(header_end(raw, 0))?;
    let content = content.strip_prefix(b"\r\n").or_else(|| content.strip_prefix(b"\n"))?;
    let ends = memchr::memchr_iter(b'\r', content.trim_ascii_end()).next().is_some();
    if header.is_empty() || !ends || memchr::memchr(b'\n', content.trim_ascii_end()).is_some() {
        return None;
    }
    let content = content.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte });
    Some([header, b"\n", &content.collect::<Vec<u8>>()].concat())
}

fn mend_lines(raw: &[u8]) -> Mended<'_> {
    let mut structure = Structure::of(raw);
    let mut mending =
        Mending { raw, kept: 0, mended: Vec::new(), inserted: Vec::new(), open: Vec::new(), header: 0 };
    let missing = missing_line(raw, 0, &structure.known, is_field);
    let header = raw.get(..missing.unwrap_or_else(|| header_end(raw, 0))).unwrap_or_default();
    let mut edits = encoded_words::joined(header);
    edits.extend(structure.named.take());
    edits.sort_by_key(|(range, _)| range.start);
    for (range, bytes) in edits {
        mending.put(range.start, &bytes);
        mending.kept = range.end.max(mending.kept);
    }
    if let Some(at) = missing {
        mending.put(at, b"\n");
    }
    structure.lines.iter().for_each(|line| mending.line(line, &structure));
    mending.finish(&structure)
}

struct Mending<'r> {
    raw: &'r [u8],
    /// What lies before this byte is in `mended`.
    kept: usize,
    mended: Vec<u8>,
    inserted: Vec<Range<usize>>,
    /// Boundaries of the parts that are not over, the outermost first.
    open: Vec<&'r [u8]>,
    /// Where the last header of a part begins.
    header: usize,
}

impl<'r> Mending<'r> {
    fn put(&mut self, at: usize, missing: &[u8]) {
        self.mended.extend_from_slice(self.raw.get(self.kept..at).unwrap_or_default());
        let start = self.mended.len();
        self.mended.extend_from_slice(missing);
        self.inserted.push(start..self.mended.len());
        self.kept = self.kept.max(at);
    }

    fn line(&mut self, delimiter: &Delimiter<'r>, structure: &Structure<'r>) {
        let start = delimiter.start;
        if let Means::Nothing { is_blank } = delimiter.means {
            // What stands behind it is a part of its own, so that it does not spoil the one before.
            let line = if is_blank { Vec::new() } else { [b"--", delimiter.boundary, b"\n\n"].concat() };
            self.put(start, &line);
            self.kept = self.kept.max(delimiter.end);
            return;
        }
        let is_open = self.open.contains(&delimiter.boundary);
        while is_open && self.open.last().is_some_and(|last| *last != delimiter.boundary) {
            let Some(inner) = self.open.pop() else { break };
            self.put(start, &[b"--", inner, b"--\n"].concat());
        }
        if delimiter.means == Means::Close {
            self.open.pop_if(|last| *last == delimiter.boundary);
            return;
        }
        if !is_open && self.open.len() < DEEPEST {
            self.open.push(delimiter.boundary);
        }
        self.header = delimiter.end;
        if let Some(at) = missing_line(self.raw, delimiter.end, &structure.known, is_mime_field) {
            self.put(at, b"\n");
        }
    }

    fn ends_in_header(&self) -> bool {
        let mut lines = self.raw.get(self.header..).unwrap_or_default().split(|&byte| byte == b'\n');
        // What stands behind the last line's end is no line.
        lines.next_back();
        !lines.any(|line| line.trim_ascii().is_empty())
    }

    fn finish(mut self, structure: &Structure<'r>) -> Mended<'r> {
        // Of what lies in an attached message, the message itself tells nothing.
        let outermost = self.open.first().filter(|boundary| structure.is_own(boundary));
        let breaks_off = structure.lacks_all()
            || outermost.is_some_and(|boundary| {
                // It may stand behind the last letters of the part, without a line of its own.
                let last = [b"--", *boundary, b"--"].concat();
                memmem::find(self.raw.get(self.header..).unwrap_or_default(), &last).is_none()
            });
        if !self.open.is_empty() {
            self.put(self.raw.len(), if self.ends_in_header() { b"\n\n" } else { b"\n" });
        }
        while let Some(boundary) = self.open.pop() {
            self.put(self.raw.len(), &[b"--", boundary, b"--\n"].concat());
        }
        if self.inserted.is_empty() {
            return Mended { bytes: Cow::Borrowed(self.raw), inserted: Vec::new(), breaks_off };
        }
        self.put(self.raw.len(), b"");
        Mended { bytes: Cow::Owned(self.mended), inserted: self.inserted, breaks_off }
    }
}

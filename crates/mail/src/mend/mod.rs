//! Lines that a message's writer left out, or that were cut off with its end.
//!
//! A parser that goes by the letter of RFC 2046 takes a part whose header has no empty line behind it for a part without
//! content, and one whose boundary never comes for something else altogether. Here the missing lines are put in before
//! anybody parses, so that what is there is seen; the stored bytes stay as they came, and so do files that are saved
//! ([`Mended::original`]).

mod boundary;
mod content_type;
mod edit;
mod guess;
mod header;
mod name;
mod padding;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_kinds;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use crate::encoded_words;
use boundary::{Content, Delimiter, Header, Means, Structure};
use edit::{Edits, Place};
use header::{blanks_at, header_end, is_field, is_mime_field, missing_line};
use name::Names;
use padding::Padding;

/// Parts in parts that are followed.
const DEEPEST: usize = 64;

/// A message as it can be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mended<'r> {
    pub bytes: Cow<'r, [u8]>,
    /// Where these bytes are others than the writer left, in order.
    places: Vec<Place>,
    /// True if the line that ends its parts never came.
    pub breaks_off: bool,
    /// True if base64 without padding is the last thing in it, so that letters may be missing.
    pub may_break_off: bool,
}

impl Mended<'_> {
    /// Returns what some of its bytes were before anything was changed.
    pub(crate) fn original<'m>(&self, range: Range<usize>, bytes: &'m [u8]) -> Cow<'m, [u8]> {
        edit::original(&self.places, range, bytes)
    }
}

/// Puts in what is missing and makes plain what a parser misreads: the empty line between a header and its content, the last line of
/// parts that the next part of those around them, or the end of the message, shows to be over, boundaries, and padding.
pub(crate) fn mend(raw: &[u8]) -> Mended<'_> {
    match with_line_ends(raw) {
        Some(lines) => {
            let Mended { bytes, places, breaks_off, may_break_off } = mend_lines(&lines);
            Mended { bytes: Cow::Owned(bytes.into_owned()), places, breaks_off, may_break_off }
        }
        None => mend_lines(raw),
    }
}

/// Returns the header of a message. `None` if no line ends it.
pub(crate) fn header_of_message(raw: &[u8]) -> Option<&[u8]> {
    let end = header_end(raw, 0);
    header::line_at(raw, end).filter(|line| line.trim_ascii().is_empty()).and_then(|_| raw.get(..end))
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
    let structure = Structure::of(raw);
    let mut names = Names::of(raw, &structure);
    let mut edits = Edits::new(raw);
    let mut may_break_off = false;
    for (number, header) in structure.headers.iter().enumerate() {
        let guessed = (number == 0 && structure.is_guessed).then_some(0);
        names.put_into(header, guessed, &structure, &mut edits);
        let body = mend_header(raw, header, &structure, &mut edits);
        if let Some(Padding { at, letters, is_last }) = Padding::of(raw, header, body, &structure.lines) {
            edits.insert(at, letters);
            may_break_off |= is_last;
        }
    }
    let mut mending = Mending { raw, structure: &structure, names, edits, open: Vec::new(), header: 0 };
    structure.lines.iter().for_each(|line| mending.line(line));
    let breaks_off = mending.finish();
    let (bytes, places) = mending.edits.apply();
    Mended { bytes, places, breaks_off, may_break_off }
}

/// Makes a header one that ends where it ends. Returns where its content begins.
fn mend_header(raw: &[u8], header: &Header<'_>, structure: &Structure<'_>, edits: &mut Edits<'_>) -> usize {
    let belongs = if header.is_of_message { is_field } else { is_mime_field };
    let missing = missing_line(raw, header.start, &structure.known, belongs);
    let end = missing.unwrap_or(header.end);
    for (range, word) in encoded_words::mended(raw.get(header.start..end).unwrap_or_default()) {
        let at = |place: usize| header.start.saturating_add(place);
        edits.replace(at(range.start)..at(range.end), word);
    }
    if let Some(kind) = header.content_type.as_ref().filter(|_| header.content == Content::ClosedMessage) {
        let start = kind.behind_type.saturating_sub(kind.media_type.len());
        edits.replace(start..start.saturating_add(1), b"x");
    }
    if let Some(at) = missing {
        let is_delimiter = structure.lines.binary_search_by_key(&at, |line| line.start).is_ok();
        // The end of the last line belongs to the line that parts, and not to an attached message.
        let line_end = if is_delimiter && at > header.start { line_end_before(raw, at) } else { at };
        // A message that this header announces has an empty header then.
        edits.insert(
            line_end,
            if is_delimiter && header.content == Content::Message { &b"\n\n"[..] } else { b"\n" },
        );
        return at;
    }
    if let Some(blanks) = blanks_at(raw, header.end) {
        edits.replace(blanks, b"");
    }
    header::line_at(raw, end).map_or(end, |line| end.saturating_add(line.len()))
}

/// Where the end of the line before `at` begins.
fn line_end_before(raw: &[u8], at: usize) -> usize {
    let before = raw.get(..at).unwrap_or_default();
    let line = before.strip_suffix(b"\n").unwrap_or(before);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

struct Mending<'r, 's> {
    raw: &'r [u8],
    structure: &'s Structure<'r>,
    names: Names,
    edits: Edits<'r>,
    /// Boundaries of the parts that are not over, the outermost first.
    open: Vec<usize>,
    /// Where the last header of a part begins.
    header: usize,
}

impl Mending<'_, '_> {
    /// Ends parts.
    fn close(&mut self, at: usize, boundary: usize) {
        self.edits.insert(at, [b"--", self.names.bytes(boundary), b"--\n"].concat());
    }

    fn line(&mut self, delimiter: &Delimiter) {
        let Delimiter { boundary, means, start, end, has_rest } = *delimiter;
        if start.checked_sub(1).and_then(|before| self.raw.get(before)) != Some(&b'\n') {
            self.edits.insert(start, b"\n");
        }
        if let Means::Nothing { is_blank } = means {
            // What stands behind it is a part of its own, so that it does not spoil the one before.
            let name = self.names.bytes(boundary);
            let line = if is_blank { Vec::new() } else { [b"--", name, b"\n\n"].concat() };
            self.edits.replace(start..end, line);
            return;
        }
        let is_open = self.open.contains(&boundary);
        while is_open && self.open.last().is_some_and(|last| *last != boundary) {
            let Some(inner) = self.open.pop() else { break };
            self.close(start, inner);
        }
        let at = start.saturating_add(2);
        let behind = at.saturating_add(self.structure.known.bytes(boundary).len());
        if let Some(name) = self.names.new_name(boundary) {
            self.edits.replace(at..behind, name);
        }
        if has_rest {
            let dashes = if means == Means::Close { &b"--\n"[..] } else { b"\n" };
            self.edits.replace(behind..end, dashes);
        } else if self.raw.get(end.saturating_sub(1)) != Some(&b'\n') && end < self.raw.len() {
            self.edits.insert(end, b"\n");
        }
        if means == Means::Close {
            self.open.pop_if(|last| *last == boundary);
            return;
        }
        if !is_open && self.open.len() < DEEPEST {
            self.open.push(boundary);
        }
        self.header = end;
    }

    fn ends_in_header(&self) -> bool {
        let mut lines = self.raw.get(self.header..).unwrap_or_default().split(|&byte| byte == b'\n');
        // What stands behind the last line's end is no line.
        lines.next_back();
        let is_last = |header: &Header<'_>| header.end >= self.raw.len();
        self.structure.headers.last().is_some_and(is_last) || !lines.any(|line| line.trim_ascii().is_empty())
    }

    /// Ends the parts that are not over at the end of the message. True if the message breaks off there.
    fn finish(&mut self) -> bool {
        let structure = self.structure;
        // Of what lies in an attached message, the message itself tells nothing.
        let outermost = self.open.first().copied().filter(|boundary| structure.is_own(*boundary));
        let breaks_off = structure.lacks_all()
            || outermost.is_some_and(|boundary| {
                // It may stand behind the last letters of the part, without a line of its own.
                let last = [b"--", structure.known.bytes(boundary), b"--"].concat();
                memmem::find(self.raw.get(self.header..).unwrap_or_default(), &last).is_none()
            });
        if !self.open.is_empty() {
            self.edits.insert(self.raw.len(), if self.ends_in_header() { &b"\n\n"[..] } else { b"\n" });
        }
        while let Some(boundary) = self.open.pop() {
            self.close(self.raw.len(), boundary);
        }
        breaks_off
    }
}

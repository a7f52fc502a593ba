//! Repairs the structure of a damaged message before it is parsed.
//!
//! A strict parser of RFC 2046 loses parts if the empty line after their header is missing, or if their boundary
//! never occurs. This module inserts the missing lines, so the parser sees the content. The stored bytes do not
//! change, and saved files contain the original bytes ([`Repaired::original`]).

mod boundary;
mod boundary_name;
mod content_type;
mod edit;
mod guess;
mod header;
mod line;
mod missing_line;
mod padding;
mod structure;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_parse;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use crate::encoded_words;
use boundary::{Delimiter, DelimiterRole};
use boundary_name::BoundaryNames;
use edit::{EditedRange, Edits};
use header::{header_end, white_space_at};
use line::{is_field, is_mime_field, line_at};
use missing_line::missing_line;
use padding::Padding;
use structure::{HeaderBlock, HeaderContent, Structure};

/// Maximum nesting depth of multiparts.
const MAX_DEPTH: usize = 64;

/// A message that the parser can read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repaired<'r> {
    pub bytes: Cow<'r, [u8]>,
    /// The ranges in which these bytes differ from the original, in order.
    edited: Vec<EditedRange>,
    /// True if the line that closes the parts of the message is missing.
    pub is_cut_off: bool,
    /// True if the message ends with base64 without padding, so the end of the base64 may be missing.
    pub may_be_cut_off: bool,
}

impl Repaired<'_> {
    /// Returns the original bytes of a range of the repaired message.
    pub(crate) fn original<'m>(&self, range: Range<usize>, bytes: &'m [u8]) -> Cow<'m, [u8]> {
        edit::original(&self.edited, range, bytes)
    }
}

/// Inserts missing lines and replaces text that the parser would misread.
///
/// The missing lines are empty lines after headers, and closing lines of parts. The function also adds missing
/// base64 padding. It rewrites boundaries and closing lines that the parser would misread.
pub(crate) fn repair(raw: &[u8]) -> Repaired<'_> {
    match with_line_ends(raw) {
        Some(lines) => {
            let Repaired { bytes, edited, is_cut_off, may_be_cut_off } = repair_lines(&lines);
            Repaired { bytes: Cow::Owned(bytes.into_owned()), edited, is_cut_off, may_be_cut_off }
        }
        None => repair_lines(raw),
    }
}

/// Returns the header of a message, or `None` if no empty line follows the header.
pub(crate) fn header_of_message(raw: &[u8]) -> Option<&[u8]> {
    let end = header_end(raw, 0);
    line_at(raw, end).filter(|line| line.trim_ascii().is_empty()).and_then(|_| raw.get(..end))
}

/// Converts the line ends of old Macs (CR) in a body to LF, if the header has other line ends. Returns `None` if
/// nothing needs a change.
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

fn repair_lines(raw: &[u8]) -> Repaired<'_> {
    let structure = Structure::of(raw);
    let mut names = BoundaryNames::of(raw, &structure);
    let mut edits = Edits::new(raw);
    let mut may_be_cut_off = false;
    for (number, header) in structure.headers.iter().enumerate() {
        let guessed = (number == 0 && structure.is_guessed).then_some(0);
        names.rewrite_header(header, guessed, &structure, &mut edits);
        let body = repair_header(raw, header, &structure, &mut edits);
        if let Some(Padding { at, letters, is_last }) = Padding::of(raw, header, body, &structure.lines) {
            edits.insert(at, letters);
            may_be_cut_off |= is_last;
        }
    }
    let mut repair =
        StructureRepair { raw, structure: &structure, names, edits, open: Vec::new(), header: 0 };
    structure.lines.iter().for_each(|line| repair.line(line));
    let is_cut_off = repair.finish();
    let (bytes, edited) = repair.edits.apply();
    Repaired { bytes, edited, is_cut_off, may_be_cut_off }
}

/// Repairs a header so that it ends where its content begins. Returns the offset of the content.
fn repair_header(
    raw: &[u8],
    header: &HeaderBlock<'_>,
    structure: &Structure<'_>,
    edits: &mut Edits<'_>,
) -> usize {
    let is_header_line = if header.is_of_message { is_field } else { is_mime_field };
    let missing = missing_line(raw, header.start, &structure.known, is_header_line);
    let end = missing.unwrap_or(header.end);
    for (range, word) in encoded_words::repaired_words(raw.get(header.start..end).unwrap_or_default()) {
        let at = |offset: usize| header.start.saturating_add(offset);
        edits.replace(at(range.start)..at(range.end), word);
    }
    if let Some(kind) =
        header.content_type.as_ref().filter(|_| header.content == HeaderContent::ClosedMessage)
    {
        let start = kind.after_type.saturating_sub(kind.media_type.len());
        edits.replace(start..start.saturating_add(1), b"x");
    }
    if let Some(at) = missing {
        let is_delimiter = structure.lines.binary_search_by_key(&at, |line| line.start).is_ok();
        // The line end before a delimiter belongs to the delimiter, not to an attached message.
        let line_end = if is_delimiter && at > header.start { line_end_before(raw, at) } else { at };
        // If the header declares a message, that message gets an empty header.
        edits.insert(
            line_end,
            if is_delimiter && header.content == HeaderContent::Message { &b"\n\n"[..] } else { b"\n" },
        );
        return at;
    }
    if let Some(blanks) = white_space_at(raw, header.end) {
        edits.replace(blanks, b"");
    }
    line_at(raw, end).map_or(end, |line| end.saturating_add(line.len()))
}

/// Returns the offset of the line end before `at`.
fn line_end_before(raw: &[u8], at: usize) -> usize {
    let before = raw.get(..at).unwrap_or_default();
    let line = before.strip_suffix(b"\n").unwrap_or(before);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

struct StructureRepair<'r, 's> {
    raw: &'r [u8],
    structure: &'s Structure<'r>,
    names: BoundaryNames,
    edits: Edits<'r>,
    /// Boundaries of the open parts, the outermost first.
    open: Vec<usize>,
    /// Offset of the header of the last part.
    header: usize,
}

impl StructureRepair<'_, '_> {
    /// Inserts a closing line with this boundary.
    fn close(&mut self, at: usize, boundary: usize) {
        self.edits.insert(at, [b"--", self.names.bytes(boundary), b"--\n"].concat());
    }

    fn line(&mut self, delimiter: &Delimiter) {
        let Delimiter { boundary, role, start, end, has_trailing_text } = *delimiter;
        if start.checked_sub(1).and_then(|before| self.raw.get(before)) != Some(&b'\n') {
            self.edits.insert(start, b"\n");
        }
        if let DelimiterRole::Ignored { is_blank } = role {
            // The content after this line becomes a separate part, so the part before the line does not change.
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
        if has_trailing_text {
            let dashes = if role == DelimiterRole::Close { &b"--\n"[..] } else { b"\n" };
            self.edits.replace(behind..end, dashes);
        } else if self.raw.get(end.saturating_sub(1)) != Some(&b'\n') && end < self.raw.len() {
            self.edits.insert(end, b"\n");
        }
        if role == DelimiterRole::Close {
            self.open.pop_if(|last| *last == boundary);
            return;
        }
        if !is_open && self.open.len() < MAX_DEPTH {
            self.open.push(boundary);
        }
        self.header = end;
    }

    fn ends_in_header(&self) -> bool {
        let mut lines = self.raw.get(self.header..).unwrap_or_default().split(|&byte| byte == b'\n');
        // The last piece is the text after the last line end, which is not a whole line.
        lines.next_back();
        let is_last = |header: &HeaderBlock<'_>| header.end >= self.raw.len();
        self.structure.headers.last().is_some_and(is_last) || !lines.any(|line| line.trim_ascii().is_empty())
    }

    /// Closes all open parts at the end of the message. Returns true if the closing line of the message itself is
    /// missing.
    fn finish(&mut self) -> bool {
        let structure = self.structure;
        // If only an attached message lacks its closing line, the outer message is not cut off.
        let outermost = self.open.first().copied().filter(|boundary| structure.is_own(*boundary));
        let is_cut_off = structure.lacks_all_delimiters()
            || outermost.is_some_and(|boundary| {
                // The closing line may directly follow the last letters of the part.
                let last = [b"--", structure.known.bytes(boundary), b"--"].concat();
                memmem::find(self.raw.get(self.header..).unwrap_or_default(), &last).is_none()
            });
        if !self.open.is_empty() {
            self.edits.insert(self.raw.len(), if self.ends_in_header() { &b"\n\n"[..] } else { b"\n" });
        }
        while let Some(boundary) = self.open.pop() {
            self.close(self.raw.len(), boundary);
        }
        is_cut_off
    }
}

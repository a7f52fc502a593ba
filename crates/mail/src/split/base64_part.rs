//! Finds large base64 parts whose lines have one length.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};

use super::base64::{Base64Layout, Decoder};

/// Minimum size of a part that is removed, in bytes. The record of a smaller part would need more space than the
/// removal saves.
pub(super) const MIN_PART_SIZE: usize = 4 * 1024;
/// Maximum length of the header of a part, in bytes.
pub(super) const MAX_HEADER_LENGTH: usize = 16 * 1024;
const FIELD: &[u8] = b"content-transfer-encoding";

/// The letters of a base64 part in the message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Base64Part {
    /// Offset of the first letter.
    pub start: usize,
    /// Offset after the last letter, without the end of the last line.
    pub end: usize,
    pub layout: Base64Layout,
    pub bytes: Vec<u8>,
}

/// Returns all large base64 parts of a message, in order.
pub(super) fn base64_parts(raw: &[u8]) -> impl Iterator<Item = Base64Part> {
    let mut finder = WordFinder::new(raw);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let word = finder.next_from(from)?;
            from = word.saturating_add(1);
            if let Some(part) = body_after_field(raw, word).and_then(|body| base64_part_at(raw, body)) {
                from = part.end;
                return Some(part);
            }
        }
    })
}

static SMALL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ase64"));
static CAPITAL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ASE64"));

/// Finds the word `base64` in lower and upper case.
struct WordFinder<'r> {
    raw: &'r [u8],
    small: Option<usize>,
    capital: Option<usize>,
}

impl<'r> WordFinder<'r> {
    fn new(raw: &'r [u8]) -> Self {
        Self { raw, small: Some(0), capital: Some(0) }
    }

    /// Returns the next match at or after `from`. Each of the two searches reads the message once.
    fn next_from(&mut self, from: usize) -> Option<usize> {
        for (found, word) in [(&mut self.small, &*SMALL), (&mut self.capital, &*CAPITAL)] {
            if found.is_some_and(|at| at <= from) {
                let rest = self.raw.get(from..).unwrap_or_default();
                *found = word.find(rest).and_then(|at| from.checked_add(at));
            }
        }
        [self.small, self.capital].into_iter().flatten().min()
    }
}

/// Returns the offset at which the body of a part begins. `word` is the offset of the value in its field
/// `Content-Transfer-Encoding`. Returns `None` for text, messages and TNEF, which the parser must read.
fn body_after_field(raw: &[u8], word: usize) -> Option<usize> {
    body_of(raw, field_at(raw, word)?)
}

/// Returns the offset of the line `Content-Transfer-Encoding: base64`. `word` is the offset of the value in this
/// line.
pub(super) fn field_at(raw: &[u8], word: usize) -> Option<usize> {
    let from = word.saturating_sub(MAX_HEADER_LENGTH);
    let line = match memrchr(b'\n', raw.get(from..word)?) {
        Some(at) => from.checked_add(at)?.checked_add(1)?,
        None if from == 0 => 0,
        None => return None,
    };
    let field = raw.get(line..word)?;
    let name = field.get(..FIELD.len())?;
    let value = field.get(FIELD.len()..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    (name.eq_ignore_ascii_case(FIELD) && value.eq_ignore_ascii_case(b"b")).then_some(line)
}

/// Returns the offset of the body of a part, if the part may be removed. `line` is the offset of a line in the
/// part's header.
pub(super) fn body_of(raw: &[u8], line: usize) -> Option<usize> {
    let before = raw.get(line.saturating_sub(MAX_HEADER_LENGTH)..line)?;
    let header = header_begin(before);
    let rest = raw.get(line..line.saturating_add(MAX_HEADER_LENGTH).min(raw.len()))?;
    let length = header_length(rest)?;
    let body = line.checked_add(length)?;
    let has_content_type =
        declares_content_type(before.get(header..)?) || declares_content_type(rest.get(..length)?);
    let must_stay =
        must_stay_in_skeleton(before.get(header..)?) || must_stay_in_skeleton(rest.get(..length)?);
    (has_content_type && !must_stay).then_some(body)
}

/// Returns the offset at which the header at the end of `before` begins: after an empty line or a boundary.
fn header_begin(before: &[u8]) -> usize {
    let mut end = before.len();
    while end > 0 {
        let Some(without_end) = before.get(..end.saturating_sub(1)) else { break };
        let start = memrchr(b'\n', without_end).map_or(0, |at| at.saturating_add(1));
        let line = before.get(start..end).unwrap_or_default();
        if line.trim_ascii().is_empty() || line.starts_with(b"--") {
            return end;
        }
        end = start;
    }
    0
}

/// Returns the length of a header, including the empty line after it.
fn header_length(header: &[u8]) -> Option<usize> {
    let mut at: usize = 0;
    loop {
        let rest = header.get(at..)?;
        let end = memchr(b'\n', rest)?.checked_add(1)?;
        at = at.checked_add(end)?;
        if matches!(rest.get(..end)?, b"\n" | b"\r\n") {
            return Some(at);
        }
    }
}

fn declares_content_type(header: &[u8]) -> bool {
    contains(header, b"content-type:")
}

fn must_stay_in_skeleton(header: &[u8]) -> bool {
    [&b"text/"[..], b"message/", b"multipart/", b"tnef", b"winmail.dat"]
        .iter()
        .any(|word| contains(header, word))
}

fn contains(header: &[u8], word: &[u8]) -> bool {
    header.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

fn base64_part_at(raw: &[u8], start: usize) -> Option<Base64Part> {
    let body = raw.get(start..)?;
    let layout = layout_of(body)?;
    let (bytes, length) = decode_lines(body, layout)?;
    if length < MIN_PART_SIZE || !ends_part(body.get(length..)?) {
        return None;
    }
    Some(Base64Part { start, end: start.checked_add(length)?, layout, bytes })
}

/// Returns the line format of `body`, if it may be base64.
pub(super) fn layout_of(body: &[u8]) -> Option<Base64Layout> {
    let first = memchr(b'\n', body).unwrap_or(body.len());
    let crlf = first > 0 && body.get(first.saturating_sub(1)) == Some(&b'\r');
    let line = if crlf { first.saturating_sub(1) } else { first };
    let is_one = line > 0 && line % 4 == 0 && body.len() >= MIN_PART_SIZE;
    is_one.then_some(Base64Layout { line: u32::try_from(line).ok()?, crlf })
}

/// Returns the decoded bytes of the lines, and the length of the lines in the message.
fn decode_lines(body: &[u8], layout: Base64Layout) -> Option<(Vec<u8>, usize)> {
    let mut decoder = Decoder::default();
    let at = decode_full(body, layout, &mut decoder)?;
    let length = decode_last(body.get(at..)?, layout, &mut decoder)?;
    let length = isize::try_from(at).ok()?.checked_add(length)?;
    Some((decoder.finish()?, usize::try_from(length).ok()?))
}

/// Decodes the full lines at the start of `lines`. Returns their length, or `None` if they are not base64.
pub(super) fn decode_full(lines: &[u8], layout: Base64Layout, decoder: &mut Decoder) -> Option<usize> {
    let line = usize::try_from(layout.line).ok()?;
    let stride = line.checked_add(layout.ending().len())?;
    let mut at: usize = 0;
    while let Some(full) = full_line(lines.get(at..)?, line, layout.ending()) {
        decoder.line(full)?;
        at = at.checked_add(stride)?;
    }
    Some(at)
}

/// Decodes the last line, at the start of `rest`. Returns the distance from the start of `rest` to the end of the
/// part's letters. The distance is negative if the last line was a full line, because the end of that line stays
/// in the message.
pub(super) fn decode_last(rest: &[u8], layout: Base64Layout, decoder: &mut Decoder) -> Option<isize> {
    let stride = usize::try_from(layout.line).ok()?.checked_add(layout.ending().len())?;
    let rest = rest.get(..stride).unwrap_or(rest);
    let last = rest.get(..memchr(b'\n', rest).unwrap_or(rest.len()))?;
    let last = last.strip_suffix(b"\r").unwrap_or(last);
    if last.is_empty() || last.starts_with(b"-") {
        return isize::try_from(layout.ending().len()).ok()?.checked_neg();
    }
    decoder.line(last)?;
    isize::try_from(last.len()).ok()
}

/// Returns the line at the start of `rest`, if it has the full length. Does not check the letters, because the
/// decoder detects invalid letters.
fn full_line<'b>(rest: &'b [u8], line: usize, ending: &[u8]) -> Option<&'b [u8]> {
    let stride = line.checked_add(ending.len())?;
    let end = memchr(b'\n', rest.get(..stride)?)?;
    let full = rest.get(..line)?;
    let is_full = end.checked_add(1) == Some(stride)
        && rest.get(line..stride) == Some(ending)
        && !matches!(full.first(), Some(b'-' | b'\r' | b'\n'));
    is_full.then_some(full)
}

/// Returns true if only empty lines precede the next boundary or the end of the message.
fn ends_part(behind: &[u8]) -> bool {
    let rest = behind.trim_ascii_start();
    let blank = behind.get(..behind.len().saturating_sub(rest.len())).unwrap_or_default();
    rest.is_empty() || rest.starts_with(b"--") && blank.ends_with(b"\n")
}

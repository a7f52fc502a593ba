//! Boundaries, and the delimiter lines between the parts of a message (RFC 2046, section 5.1.1).

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memmem, memrchr};

use super::content_type::MAX_BOUNDARY_LENGTH;
use super::line::line_at;

/// Maximum number of different boundaries in one message.
const MAX_BOUNDARIES: usize = 200;
/// Maximum number of offsets in one line that are tried as the end of a boundary.
const MAX_SPACES: usize = 16;

/// The boundaries that headers declare.
#[derive(Default)]
pub(super) struct KnownBoundaries<'r> {
    numbers: HashMap<Cow<'r, [u8]>, usize>,
    pub list: Vec<Boundary<'r>>,
}

/// A boundary, and information about the headers that declare it.
pub(super) struct Boundary<'r> {
    pub bytes: Cow<'r, [u8]>,
    /// True if the header of the message itself declares the boundary.
    pub is_own: bool,
    /// True if only one header declares the boundary.
    pub is_declared_once: bool,
    /// True if the parts with this boundary are messages by default (RFC 2046, section 5.1.5).
    pub is_digest: bool,
}

impl<'r> KnownBoundaries<'r> {
    /// Returns the number of a declared boundary.
    pub(super) fn number_of(&self, boundary: &[u8]) -> Option<usize> {
        self.numbers.get(boundary).copied()
    }

    /// Returns the number of the boundary in `text`. The role is `Close` if the two dashes of a closing line
    /// follow the boundary.
    fn recognise(&self, text: &[u8]) -> Option<(usize, DelimiterRole)> {
        let open = self.number_of(text).map(|number| (number, DelimiterRole::Open));
        open.or_else(|| Some((self.number_of(text.strip_suffix(b"--")?)?, DelimiterRole::Close)))
    }

    /// Returns the bytes of the boundary with this number.
    pub(super) fn bytes(&self, number: usize) -> &[u8] {
        self.list.get(number).map(|boundary| &*boundary.bytes).unwrap_or_default()
    }

    /// Records that a header declares this boundary.
    pub(super) fn learn(&mut self, bytes: Cow<'r, [u8]>, is_own: bool, is_digest: bool) {
        if let Some(number) = self.number_of(&bytes) {
            self.list.get_mut(number).into_iter().for_each(|boundary| boundary.is_declared_once = false);
        } else if self.list.len() < MAX_BOUNDARIES {
            self.numbers.insert(bytes.clone(), self.list.len());
            self.list.push(Boundary { bytes, is_own, is_declared_once: true, is_digest });
        }
    }
}

/// A line before a part or after the last part.
#[derive(Clone, Copy)]
pub(super) struct Delimiter {
    /// Number of the boundary.
    pub boundary: usize,
    pub role: DelimiterRole,
    pub start: usize,
    /// Offset after the line.
    pub end: usize,
    /// True if more than white space follows the boundary. The rest of the line belongs to no part (RFC 2046, section
    /// 5.1.1).
    pub has_trailing_text: bool,
}

/// The meaning of a delimiter line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DelimiterRole {
    Open,
    Close,
    /// A closing line that is followed by another part, so it closes nothing. `is_blank` is true if the closing
    /// line and the next part have no content between them.
    Ignored {
        is_blank: bool,
    },
}

impl Delimiter {
    /// Reads the delimiter line that begins at `start`. Returns `None` if the line is not a delimiter line.
    pub(super) fn at(raw: &[u8], start: usize, known: &KnownBoundaries<'_>) -> Option<Self> {
        let line = line_at(raw, start)?;
        let end = start.saturating_add(line.len());
        let text = line.strip_prefix(b"--")?;
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let one =
            |boundary, role, has_trailing_text| Some(Self { boundary, role, start, end, has_trailing_text });
        // A boundary may end with spaces, and spaces may follow it in the line.
        for text in [text, text.trim_ascii_end()] {
            if let Some((boundary, role)) = known.recognise(text) {
                return one(boundary, role, false);
            }
        }
        // A boundary is also valid before a space and other text. The boundary itself may contain spaces as well.
        let blanks = text
            .iter()
            .take(MAX_BOUNDARY_LENGTH)
            .enumerate()
            .filter(|(_, byte)| matches!(byte, b' ' | b'\t'));
        let mut words = blanks.take(MAX_SPACES).filter_map(|(at, _)| text.get(..at));
        let (boundary, role) = words.find_map(|word| known.recognise(word))?;
        one(boundary, role, true)
    }

    /// Returns a closing line that is directly followed by other text. Base64 contains no dashes, so the text
    /// after the closing line was added later.
    pub(super) fn closing_before_text(raw: &[u8], start: usize, known: &KnownBoundaries<'_>) -> Option<Self> {
        let text = line_at(raw, start)?.strip_prefix(b"--")?;
        let text = text.get(..MAX_BOUNDARY_LENGTH).unwrap_or(text);
        let (boundary, length) = memmem::find_iter(text, b"--").take(MAX_SPACES).find_map(|at| {
            let boundary = known.number_of(text.get(..at)?)?;
            Some((boundary, at.saturating_add(4)))
        })?;
        Some(Self {
            boundary,
            role: DelimiterRole::Close,
            start,
            end: start.saturating_add(length),
            has_trailing_text: false,
        })
    }
}

/// Finds a delimiter that directly follows the last letters of a part, because the line end before the delimiter
/// is missing. `end` is the end of the line with the delimiter. After a space, the same characters are part of a
/// sentence and not a delimiter.
pub(super) fn delimiter_after_text(
    raw: &[u8],
    end: usize,
    known: &KnownBoundaries<'_>,
    role: DelimiterRole,
) -> Option<Delimiter> {
    let near = end.saturating_sub(MAX_BOUNDARY_LENGTH);
    let before = raw.get(near..end)?;
    let start = memrchr(b'\n', before).map_or(near, |at| near.saturating_add(at).saturating_add(1));
    let line = raw.get(start..end)?.trim_ascii_end();
    if line.starts_with(b"--")
        && (0..).zip(&known.list).any(|(number, _)| is_line_of(line, known.bytes(number)))
    {
        return None;
    }
    let text = if role == DelimiterRole::Close { line.strip_suffix(b"--")? } else { line };
    let found = (0..).zip(&known.list).filter_map(|(number, boundary)| {
        let content = text.strip_suffix(&*boundary.bytes)?.strip_suffix(b"--")?;
        let is_glued = content.last().is_some_and(|last| *last != b'-' && !last.is_ascii_whitespace());
        is_glued.then_some((boundary.bytes.len(), number, content.len()))
    });
    let (_, boundary, length) = found.max()?;
    let behind = raw.get(end..)?;
    let behind = memchr::memchr(b'\n', behind).map_or(behind.len(), |at| at.saturating_add(1));
    let end = end.saturating_add(behind);
    Some(Delimiter { boundary, role, start: start.saturating_add(length), end, has_trailing_text: false })
}

fn is_line_of(line: &[u8], boundary: &[u8]) -> bool {
    let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary));
    rest.is_some_and(|rest| rest.is_empty() || rest == b"--")
}

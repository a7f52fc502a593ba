//! The headers and delimiter lines of a message.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memmem;

use super::boundary::{Delimiter, DelimiterRole, KnownBoundaries, delimiter_after_text};
use super::content_type::ContentType;
use super::guess::guess;
use super::header::{header_end, is_base64};
use super::line::{is_mime_field, line_at};

/// Maximum number of messages whose headers directly follow one another.
const MAX_NESTED_HEADERS: usize = 8;

/// A header of the message, of one of its parts, or of an attached message.
pub(super) struct HeaderBlock<'r> {
    pub start: usize,
    /// Offset of the line after the header.
    pub end: usize,
    pub content_type: Option<ContentType<'r>>,
    pub is_base64: bool,
    /// True if the header belongs to a message and not to a part, so all fields have a meaning.
    pub is_of_message: bool,
    pub content: HeaderContent,
}

/// The content after a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderContent {
    /// Text, a file, or parts.
    Plain,
    /// A message with its own header.
    Message,
    /// A message that the parser must not open.
    ClosedMessage,
}

/// The headers and delimiter lines of a message.
pub(super) struct Structure<'r> {
    pub known: KnownBoundaries<'r>,
    /// All headers, in order.
    pub headers: Vec<HeaderBlock<'r>>,
    /// All delimiter lines, in order.
    pub lines: Vec<Delimiter>,
    /// True if the boundary was guessed. The header of the message then declares either no boundary or a boundary
    /// that the parts do not use.
    pub is_guessed: bool,
}

impl<'r> Structure<'r> {
    /// Reads the structure of a message.
    pub(super) fn of(raw: &'r [u8]) -> Self {
        let mut reader = StructureReader::new(raw);
        reader.read();
        let mut is_guessed = false;
        if !has_own_delimiter(&reader.lines, &reader.known)
            && let Some(boundary) =
                guess(raw, reader.headers.first().and_then(|header| header.content_type.as_ref()))
        {
            reader = StructureReader::new(raw);
            reader.known.learn(Cow::Borrowed(boundary), true, false);
            reader.read();
            is_guessed = true;
        }
        let StructureReader { known, headers, mut lines, .. } = reader;
        ignore_early_closings(raw, &mut lines, &known);
        Self { known, headers, lines, is_guessed }
    }

    /// Returns true if the message declares a boundary that no delimiter line has.
    pub(super) fn lacks_all_delimiters(&self) -> bool {
        self.known.list.iter().any(|boundary| boundary.is_own) && !has_own_delimiter(&self.lines, &self.known)
    }

    /// Returns true for a boundary that the header of the message itself declares.
    pub(super) fn is_own(&self, boundary: usize) -> bool {
        self.known.list.get(boundary).is_some_and(|boundary| boundary.is_own)
    }
}

/// Returns true if a delimiter line has a boundary that the header of the message itself declares.
fn has_own_delimiter(lines: &[Delimiter], known: &KnownBoundaries<'_>) -> bool {
    lines.iter().any(|line| known.list.get(line.boundary).is_some_and(|boundary| boundary.is_own))
}

/// Reads a message once from start to end. A boundary is known only after the reader has read the header that
/// declares it.
struct StructureReader<'r> {
    raw: &'r [u8],
    known: KnownBoundaries<'r>,
    headers: Vec<HeaderBlock<'r>>,
    lines: Vec<Delimiter>,
    /// Offset up to which base64 was searched for delimiters.
    seen: usize,
}

impl<'r> StructureReader<'r> {
    fn new(raw: &'r [u8]) -> Self {
        Self { raw, known: KnownBoundaries::default(), headers: Vec::new(), lines: Vec::new(), seen: 0 }
    }

    fn read(&mut self) {
        let is_known = !self.known.list.is_empty();
        self.learn(0, None, !is_known);
        if self.known.list.is_empty() {
            return;
        }
        let raw = self.raw;
        let mut fields = fields(raw).peekable();
        for start in memmem::find_iter(raw, b"\n--").map(|at| at.saturating_add(1)) {
            while let Some(field) = fields.next_if(|field| *field < start) {
                self.find_before_field(field);
            }
            self.search_base64(start);
            if let Some(line) = Delimiter::at(raw, start, &self.known) {
                self.push(delimiter_after_text(
                    raw,
                    start.saturating_sub(1),
                    &self.known,
                    DelimiterRole::Close,
                ));
                self.push(Some(line));
            } else if self.is_in_base64() {
                self.push(Delimiter::closing_before_text(raw, start, &self.known));
            }
        }
        for field in fields {
            self.find_before_field(field);
        }
        self.search_base64(raw.len());
        let end = raw.trim_ascii_end().len();
        self.push(delimiter_after_text(raw, end, &self.known, DelimiterRole::Close));
    }

    fn is_in_base64(&self) -> bool {
        self.headers.last().is_some_and(|header| header.is_base64)
    }

    /// Looks for a delimiter in the base64 before `end`. Base64 contains no dashes, so the delimiter may also follow
    /// letters in the same line.
    fn search_base64(&mut self, end: usize) {
        let start = self.seen.max(self.headers.last().map_or(0, |header| header.end));
        self.seen = end;
        if self.is_in_base64()
            && let Some(at) = self.raw.get(start..end).and_then(|text| memmem::find(text, b"--"))
        {
            self.push(Delimiter::at(self.raw, start.saturating_add(at), &self.known));
        }
    }

    /// Looks for a delimiter directly before a header field of a part. `end` is the end of the line before the field.
    fn find_before_field(&mut self, end: usize) {
        if self.headers.last().is_none_or(|header| header.end <= end) {
            self.push(delimiter_after_text(self.raw, end, &self.known, DelimiterRole::Open));
        }
    }

    fn push(&mut self, line: Option<Delimiter>) {
        let Some(line) = line.filter(|line| self.lines.last().is_none_or(|last| last.end <= line.start))
        else {
            return;
        };
        if line.role == DelimiterRole::Open {
            self.learn(line.end, Some(line.boundary), true);
        }
        self.lines.push(line);
    }

    /// Records the header at `start`, the boundary that it declares, and the header of a message that directly
    /// follows. `boundary` is the boundary of the delimiter before the part, or `None` for the message itself.
    fn learn(&mut self, start: usize, boundary: Option<usize>, names: bool) {
        let is_own = boundary.is_none();
        let parent = boundary.and_then(|boundary| self.known.list.get(boundary));
        let mut is_in_digest = parent.is_some_and(|parent| parent.is_digest);
        let (mut at, mut is_of_message) = (start, is_own);
        for _ in 0..MAX_NESTED_HEADERS {
            let end = header_end(self.raw, at);
            let content_type = ContentType::of(self.raw, at..end);
            let multipart = content_type.as_ref().filter(|kind| names && kind.is_multipart());
            let is_digest =
                multipart.is_some_and(|kind| kind.media_type.eq_ignore_ascii_case(b"multipart/digest"));
            for boundary in multipart.into_iter().flat_map(|kind| &kind.boundaries) {
                self.known.learn(boundary.clone(), is_own, is_digest);
            }
            let header = self.raw.get(at..end).unwrap_or_default();
            let is_base64 = is_base64(header);
            let is_message = content_type.as_ref().map_or(is_in_digest, ContentType::is_message);
            is_in_digest = false;
            let content = match is_message && !is_base64 {
                // The parser loses the parts that follow a message inside an attached message, so it must not open
                // the inner message.
                true if is_of_message && !is_own => HeaderContent::ClosedMessage,
                true => HeaderContent::Message,
                false => HeaderContent::Plain,
            };
            self.headers.push(HeaderBlock {
                start: at,
                end,
                content_type,
                is_base64,
                is_of_message,
                content,
            });
            let blank = line_at(self.raw, end).filter(|line| line.trim_ascii().is_empty());
            let Some(blank) = blank.filter(|_| content == HeaderContent::Message) else { return };
            (at, is_of_message) = (end.saturating_add(blank.len()), true);
        }
    }
}

/// Returns the ends of the lines that precede a header field of a part.
fn fields(raw: &[u8]) -> impl Iterator<Item = usize> {
    memmem::find_iter(raw, b"ontent-").filter_map(move |at| {
        let end = at.checked_sub(2)?;
        let line = line_at(raw, at.checked_sub(1)?)?;
        (raw.get(end) == Some(&b'\n') && is_mime_field(line)).then_some(end)
    })
}

/// Marks closing lines that are followed by another part with the same boundary, because parsers ignore content
/// after a closing line. If several headers declare the boundary, the closing line may belong to an attached
/// message and is not marked.
fn ignore_early_closings(raw: &[u8], lines: &mut [Delimiter], known: &KnownBoundaries<'_>) {
    let mut next_part: HashMap<usize, usize> = HashMap::new();
    for line in lines.iter_mut().rev() {
        match line.role {
            DelimiterRole::Close => {
                if let Some(next) = next_part.get(&line.boundary) {
                    let between = raw.get(line.end..*next).unwrap_or_default();
                    line.role = DelimiterRole::Ignored { is_blank: between.trim_ascii_start().is_empty() };
                }
            }
            DelimiterRole::Open
                if known.list.get(line.boundary).is_some_and(|boundary| boundary.is_declared_once) =>
            {
                next_part.insert(line.boundary, line.start);
            }
            _ => {}
        }
    }
}

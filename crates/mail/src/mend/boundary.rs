//! Lines that part a message's parts (RFC 2046, section 5.1.1).

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memmem, memrchr};

use super::content_type::{ContentType, LONGEST_BOUNDARY};
use super::guess::guess;
use super::header::{header_end, is_base64, is_mime_field, line_at};

/// Boundaries of one message that are known apart.
const MOST_BOUNDARIES: usize = 200;
/// Places in a line where a boundary may end.
const MOST_BLANKS: usize = 16;
/// Messages whose headers lie directly in one another.
const MOST_NESTED: usize = 8;

/// Boundaries that headers name.
#[derive(Default)]
pub(super) struct Known<'r> {
    numbers: HashMap<Cow<'r, [u8]>, usize>,
    pub list: Vec<Boundary<'r>>,
}

/// A boundary, and which headers name it.
pub(super) struct Boundary<'r> {
    pub bytes: Cow<'r, [u8]>,
    /// True if the message's own header does.
    pub is_own: bool,
    /// True if only one header does.
    is_once: bool,
    /// True if its parts are messages where they say nothing else (RFC 2046, section 5.1.5).
    is_of_digest: bool,
}

impl<'r> Known<'r> {
    pub(super) fn number_of(&self, boundary: &[u8]) -> Option<usize> {
        self.numbers.get(boundary).copied()
    }

    /// Returns the boundary that this is, with or without the dashes of a line that ends parts.
    fn means(&self, text: &[u8]) -> Option<(usize, Means)> {
        let open = self.number_of(text).map(|number| (number, Means::Open));
        open.or_else(|| Some((self.number_of(text.strip_suffix(b"--")?)?, Means::Close)))
    }

    pub(super) fn bytes(&self, number: usize) -> &[u8] {
        self.list.get(number).map(|boundary| &*boundary.bytes).unwrap_or_default()
    }

    fn learn(&mut self, bytes: Cow<'r, [u8]>, is_own: bool, is_of_digest: bool) {
        if let Some(number) = self.number_of(&bytes) {
            self.list.get_mut(number).into_iter().for_each(|boundary| boundary.is_once = false);
        } else if self.list.len() < MOST_BOUNDARIES {
            self.numbers.insert(bytes.clone(), self.list.len());
            self.list.push(Boundary { bytes, is_own, is_once: true, is_of_digest });
        }
    }
}

/// A header of the message, of one of its parts, or of a message attached to it.
pub(super) struct Header<'r> {
    pub start: usize,
    /// Where the line behind it begins.
    pub end: usize,
    pub content_type: Option<ContentType<'r>>,
    pub is_base64: bool,
    /// True if it is that of a whole message, so that every field counts.
    pub is_of_message: bool,
    pub content: Content,
}

/// What is behind a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A text, a file, or parts.
    Plain,
    /// A message with a header of its own.
    Message,
    /// A message that stays closed.
    ClosedMessage,
}

/// What parts a message.
pub(super) struct Structure<'r> {
    pub known: Known<'r>,
    /// All headers, in order.
    pub headers: Vec<Header<'r>>,
    /// The lines, in order.
    pub lines: Vec<Delimiter>,
    /// True if the message's own header names no boundary, or another than its parts have.
    pub is_guessed: bool,
}

/// A line that stands before a part or behind the last one.
#[derive(Clone, Copy)]
pub(super) struct Delimiter {
    /// Number of its boundary.
    pub boundary: usize,
    pub means: Means,
    pub start: usize,
    /// The byte behind the line.
    pub end: usize,
    /// True if more than blanks is behind the boundary. It belongs to no part (RFC 2046, section 5.1.1).
    pub has_rest: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    Open,
    Close,
    /// It would close parts of which another one comes. `is_blank` if nothing stands between.
    Nothing {
        is_blank: bool,
    },
}

impl<'r> Structure<'r> {
    pub(super) fn of(raw: &'r [u8]) -> Self {
        let mut reading = Reading::new(raw);
        reading.read();
        let mut is_guessed = false;
        if !is_parted(&reading.lines, &reading.known)
            && let Some(boundary) = guess(raw, reading.headers.first())
        {
            reading = Reading::new(raw);
            reading.known.learn(Cow::Borrowed(boundary), true, false);
            reading.read();
            is_guessed = true;
        }
        let Reading { known, headers, mut lines, .. } = reading;
        open_again(raw, &mut lines, &known);
        Self { known, headers, lines, is_guessed }
    }

    /// True if the message names a boundary, and no line has it.
    pub(super) fn lacks_all(&self) -> bool {
        self.known.list.iter().any(|boundary| boundary.is_own) && !is_parted(&self.lines, &self.known)
    }

    /// True for a boundary of the message itself.
    pub(super) fn is_own(&self, boundary: usize) -> bool {
        self.known.list.get(boundary).is_some_and(|boundary| boundary.is_own)
    }
}

/// True if a line has a boundary of the message itself.
fn is_parted(lines: &[Delimiter], known: &Known<'_>) -> bool {
    lines.iter().any(|line| known.list.get(line.boundary).is_some_and(|boundary| boundary.is_own))
}

impl Delimiter {
    pub(super) fn at(raw: &[u8], start: usize, known: &Known<'_>) -> Option<Self> {
        let line = line_at(raw, start)?;
        let end = start.saturating_add(line.len());
        let text = line.strip_prefix(b"--")?;
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let one = |boundary, means, has_rest| Some(Self { boundary, means, start, end, has_rest });
        // A boundary may end in blanks, and a line may have some behind it.
        for text in [text, text.trim_ascii_end()] {
            if let Some((boundary, means)) = known.means(text) {
                return one(boundary, means, false);
            }
        }
        // Whatever follows the boundary behind a blank, it counts. A boundary may have blanks in it, too.
        let blanks =
            text.iter().take(LONGEST_BOUNDARY).enumerate().filter(|(_, byte)| matches!(byte, b' ' | b'\t'));
        let mut words = blanks.take(MOST_BLANKS).filter_map(|(at, _)| text.get(..at));
        let (boundary, means) = words.find_map(|word| known.means(word))?;
        one(boundary, means, true)
    }

    /// Returns the line that ends parts in which more letters follow at once. In base64 there are no dashes: behind them is what
    /// somebody added to the message.
    fn with_more_behind(raw: &[u8], start: usize, known: &Known<'_>) -> Option<Self> {
        let text = line_at(raw, start)?.strip_prefix(b"--")?;
        let text = text.get(..LONGEST_BOUNDARY).unwrap_or(text);
        let (boundary, length) = memmem::find_iter(text, b"--").take(MOST_BLANKS).find_map(|at| {
            let boundary = known.number_of(text.get(..at)?)?;
            Some((boundary, at.saturating_add(4)))
        })?;
        Some(Self {
            boundary,
            means: Means::Close,
            start,
            end: start.saturating_add(length),
            has_rest: false,
        })
    }
}

/// Goes over a message once. What a part's header names is known from there on.
struct Reading<'r> {
    raw: &'r [u8],
    known: Known<'r>,
    headers: Vec<Header<'r>>,
    lines: Vec<Delimiter>,
    /// Up to where it was looked for lines in base64.
    seen: usize,
}

impl<'r> Reading<'r> {
    fn new(raw: &'r [u8]) -> Self {
        Self { raw, known: Known::default(), headers: Vec::new(), lines: Vec::new(), seen: 0 }
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
                self.part_before(field);
            }
            self.base64_up_to(start);
            if let Some(line) = Delimiter::at(raw, start, &self.known) {
                self.push(glued(raw, start.saturating_sub(1), &self.known, Means::Close));
                self.push(Some(line));
            } else if self.is_in_base64() {
                self.push(Delimiter::with_more_behind(raw, start, &self.known));
            }
        }
        for field in fields {
            self.part_before(field);
        }
        self.base64_up_to(raw.len());
        let end = raw.trim_ascii_end().len();
        self.push(glued(raw, end, &self.known, Means::Close));
    }

    fn is_in_base64(&self) -> bool {
        self.headers.last().is_some_and(|header| header.is_base64)
    }

    /// Looks for a line that parts in the base64 before `end`. No letter of it is a dash, so that the line may also be behind
    /// letters.
    fn base64_up_to(&mut self, end: usize) {
        let start = self.seen.max(self.headers.last().map_or(0, |header| header.end));
        self.seen = end;
        if self.is_in_base64()
            && let Some(at) = self.raw.get(start..end).and_then(|text| memmem::find(text, b"--"))
        {
            self.push(Delimiter::at(self.raw, start.saturating_add(at), &self.known));
        }
    }

    /// Looks for a line that parts before a header field, which is behind the line that ends at `end`.
    fn part_before(&mut self, end: usize) {
        if self.headers.last().is_none_or(|header| header.end <= end) {
            self.push(glued(self.raw, end, &self.known, Means::Open));
        }
    }

    fn push(&mut self, line: Option<Delimiter>) {
        let Some(line) = line.filter(|line| self.lines.last().is_none_or(|last| last.end <= line.start))
        else {
            return;
        };
        if line.means == Means::Open {
            self.learn(line.end, Some(line.boundary), true);
        }
        self.lines.push(line);
    }

    /// Learns of a header, the boundary that it names, and of the message which begins behind it. `boundary` is that of the line before
    /// a part; the message itself has none.
    fn learn(&mut self, start: usize, boundary: Option<usize>, names: bool) {
        let is_own = boundary.is_none();
        let parent = boundary.and_then(|boundary| self.known.list.get(boundary));
        let mut is_in_digest = parent.is_some_and(|parent| parent.is_of_digest);
        let (mut at, mut is_of_message) = (start, is_own);
        for _ in 0..MOST_NESTED {
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
                // A parser that is in an attached message does not find back out of a message which that one is.
                true if is_of_message && !is_own => Content::ClosedMessage,
                true => Content::Message,
                false => Content::Plain,
            };
            self.headers.push(Header { start: at, end, content_type, is_base64, is_of_message, content });
            let blank = line_at(self.raw, end).filter(|line| line.trim_ascii().is_empty());
            let Some(blank) = blank.filter(|_| content == Content::Message) else { return };
            (at, is_of_message) = (end.saturating_add(blank.len()), true);
        }
    }
}

/// Where the lines end that a header field of a part follows.
fn fields(raw: &[u8]) -> impl Iterator<Item = usize> {
    memmem::find_iter(raw, b"ontent-").filter_map(move |at| {
        let end = at.checked_sub(2)?;
        let line = line_at(raw, at.checked_sub(1)?)?;
        (raw.get(end) == Some(&b'\n') && is_mime_field(line)).then_some(end)
    })
}

/// A line that stands right behind the last letters of a part: its writer left out the end of their line. `end` is where the end of
/// its own line is. Behind a blank, it is one of the words of a text.
fn glued(raw: &[u8], end: usize, known: &Known<'_>, means: Means) -> Option<Delimiter> {
    let near = end.saturating_sub(LONGEST_BOUNDARY);
    let before = raw.get(near..end)?;
    let start = memrchr(b'\n', before).map_or(near, |at| near.saturating_add(at).saturating_add(1));
    let line = raw.get(start..end)?.trim_ascii_end();
    if line.starts_with(b"--")
        && (0..).zip(&known.list).any(|(number, _)| is_line_of(line, known.bytes(number)))
    {
        return None;
    }
    let text = if means == Means::Close { line.strip_suffix(b"--")? } else { line };
    let found = (0..).zip(&known.list).filter_map(|(number, boundary)| {
        let content = text.strip_suffix(&*boundary.bytes)?.strip_suffix(b"--")?;
        let is_glued = content.last().is_some_and(|last| *last != b'-' && !last.is_ascii_whitespace());
        is_glued.then_some((boundary.bytes.len(), number, content.len()))
    });
    let (_, boundary, length) = found.max()?;
    let behind = raw.get(end..)?;
    let behind = memchr::memchr(b'\n', behind).map_or(behind.len(), |at| at.saturating_add(1));
    let end = end.saturating_add(behind);
    Some(Delimiter { boundary, means, start: start.saturating_add(length), end, has_rest: false })
}

fn is_line_of(line: &[u8], boundary: &[u8]) -> bool {
    let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary));
    rest.is_some_and(|rest| rest.is_empty() || rest == b"--")
}

/// What stands behind a line that closes is lost to whoever goes by it; where another part of the same boundary comes, the line
/// was written too early. Unless an attached message has the boundary, too: then the line may be that one's.
fn open_again(raw: &[u8], lines: &mut [Delimiter], known: &Known<'_>) {
    let mut comes: HashMap<usize, usize> = HashMap::new();
    for line in lines.iter_mut().rev() {
        match line.means {
            Means::Close => {
                if let Some(next) = comes.get(&line.boundary) {
                    let between = raw.get(line.end..*next).unwrap_or_default();
                    line.means = Means::Nothing { is_blank: between.trim_ascii_start().is_empty() };
                }
            }
            Means::Open if known.list.get(line.boundary).is_some_and(|boundary| boundary.is_once) => {
                comes.insert(line.boundary, line.start);
            }
            _ => {}
        }
    }
}

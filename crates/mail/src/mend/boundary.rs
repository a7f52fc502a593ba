//! Lines that part a message's parts (RFC 2046, section 5.1.1).

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use super::header::{header_end, line_at};

/// Boundaries of one message that are known apart.
const MOST_BOUNDARIES: usize = 200;
/// Longest boundary, in bytes; RFC 2046 allows 70, and some write thousands.
const LONGEST_BOUNDARY: usize = 10_000;
/// Times that one header names a boundary.
const MOST_NAMED: usize = 8;
/// Messages whose headers lie directly in one another.
const MOST_NESTED: usize = 8;

/// Boundaries that headers name.
pub(super) type Known<'r> = HashMap<&'r [u8], Named>;

/// Who names a boundary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// True if the message's own header does.
    is_own: bool,
    /// True if only one header does.
    is_once: bool,
}

/// What parts a message.
pub(super) struct Structure<'r> {
    pub known: Known<'r>,
    /// The lines, in order.
    pub lines: Vec<Delimiter<'r>>,
    /// A boundary that its header has to name, and where.
    pub named: Option<Edit>,
}

/// Bytes of a message, and what stands in their place when it is parsed.
type Edit = (Range<usize>, Vec<u8>);

/// A line that stands before a part or behind the last one.
#[derive(Clone, Copy)]
pub(super) struct Delimiter<'r> {
    pub boundary: &'r [u8],
    pub means: Means,
    pub start: usize,
    /// The byte behind the line.
    pub end: usize,
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
        let mut known = Known::new();
        // Hardly any mail holds a digest; of those that do, more is looked through.
        let holds_digest = memmem::find(raw, b"ultipart/digest").is_some();
        learn(raw, 0, true, false, &mut known);
        let mut lines = lines(raw, holds_digest, &mut known);
        let mut named = None;
        if !is_parted(&lines, &known)
            && let Some((boundary, edit)) = guess(raw)
        {
            known = HashMap::from([(boundary, Named { is_own: true, is_once: true })]);
            lines = self::lines(raw, holds_digest, &mut known);
            named = Some(edit);
        }
        open_again(raw, &mut lines, &known);
        Self { known, lines, named }
    }

    /// True if the message names a boundary, and no line has it.
    pub(super) fn lacks_all(&self) -> bool {
        self.known.values().any(|named| named.is_own) && !is_parted(&self.lines, &self.known)
    }

    /// True for a boundary of the message itself.
    pub(super) fn is_own(&self, boundary: &[u8]) -> bool {
        self.known.get(boundary).is_some_and(|named| named.is_own)
    }
}

/// True if a line has a boundary of the message itself.
fn is_parted(lines: &[Delimiter<'_>], known: &Known<'_>) -> bool {
    lines.iter().any(|line| known.get(line.boundary).is_some_and(|named| named.is_own))
}

impl<'r> Delimiter<'r> {
    pub(super) fn at(raw: &'r [u8], start: usize, known: &Known<'r>) -> Option<Self> {
        let line = line_at(raw, start)?;
        let end = start.saturating_add(line.len());
        let text = line.strip_prefix(b"--")?;
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let known = |text: &'r [u8]| known.get_key_value(text).map(|(&boundary, _)| boundary);
        // A boundary may end in blanks, and a line may have some behind it.
        if let Some(boundary) = known(text).or_else(|| known(text.trim_ascii_end())) {
            return Some(Self { boundary, means: Means::Open, start, end });
        }
        let boundary = known(text.trim_ascii_end().strip_suffix(b"--")?)?;
        Some(Self { boundary, means: Means::Close, start, end })
    }
}

/// Finds the lines. What a part's header names is known from there on.
fn lines<'r>(raw: &'r [u8], holds_digest: bool, known: &mut Known<'r>) -> Vec<Delimiter<'r>> {
    if known.is_empty() {
        return Vec::new();
    }
    let starts = memmem::find_iter(raw, b"\n--").map(|at| at.saturating_add(1));
    let mut lines = Vec::new();
    for start in starts {
        let Some(line) = Delimiter::at(raw, start, known) else { continue };
        if line.means == Means::Open {
            learn(raw, line.end, false, holds_digest, known);
        }
        lines.push(line);
    }
    lines
}

/// Learns the boundary that a header names, and that of the message which begins behind it.
fn learn<'r>(raw: &'r [u8], start: usize, is_own: bool, holds_digest: bool, known: &mut Known<'r>) {
    let mut at = start;
    for _ in 0..MOST_NESTED {
        let end = header_end(raw, at);
        let header = raw.get(at..end).unwrap_or_default();
        let kind = content_type(header);
        for name in [&b"oundary="[..], b"OUNDARY="] {
            let values = memmem::find_iter(kind, name).take(MOST_NAMED);
            let values = values.filter_map(|at| value(kind.get(at.checked_add(name.len())?..)?));
            for value in values.filter(|_| says(kind, b"multipart/")) {
                if known.len() < MOST_BOUNDARIES || known.contains_key(value) {
                    let again = |named: &mut Named| named.is_once = false;
                    known.entry(value).and_modify(again).or_insert(Named { is_own, is_once: true });
                }
            }
        }
        // A part of a digest is a message without saying so.
        let is_of_digest = holds_digest && header.is_empty() && at == start;
        if !is_of_digest && !says(kind, b"message/") {
            return;
        }
        // Over the empty line.
        at = end.saturating_add(line_at(raw, end).map_or(0, <[u8]>::len));
    }
}

/// The field `Content-Type` of a header, with what was folded, or broken, out of it.
fn content_type(header: &[u8]) -> &[u8] {
    let (mut start, mut end, mut at) = (None, 0, 0);
    while let Some(line) = line_at(header, at) {
        let begins = |word: &[u8]| line.get(..word.len()).is_some_and(|name| name.eq_ignore_ascii_case(word));
        let next = at.saturating_add(line.len());
        match start {
            None if begins(b"content-type") => (start, end) = (Some(at), next),
            Some(_) if line.starts_with(b" ") || line.starts_with(b"\t") || begins(b"boundary=") => {
                end = next;
            }
            Some(_) => break,
            None => {}
        }
        at = next;
    }
    start.and_then(|start| header.get(start..end)).unwrap_or_default()
}

fn says(header: &[u8], word: &[u8]) -> bool {
    header.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// The value of a parameter.
fn value(text: &[u8]) -> Option<&[u8]> {
    let text = text.trim_ascii_start();
    let text = text.get(..LONGEST_BOUNDARY).unwrap_or(text);
    let value = match text.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| matches!(byte, b'"' | b'\n')).next()?,
        None => text.split(|byte| byte.is_ascii_whitespace() || *byte == b';').next()?,
    };
    (!value.trim_ascii().is_empty()).then_some(value)
}

/// The boundary of a message that has parts and names none, or another than it uses: what stands behind two dashes before the
/// first header of a part. Gives what its header has to say.
fn guess(raw: &[u8]) -> Option<(&[u8], Edit)> {
    let header = raw.get(..header_end(raw, 0))?;
    let kind = content_type(header);
    let value = kind.get(kind.iter().position(|&byte| byte == b':')?.checked_add(1)?..)?.trim_ascii_start();
    if !value.get(..10)?.eq_ignore_ascii_case(b"multipart/") {
        return None;
    }
    let is_token =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'+' | b'.' | b'_');
    let value = value.get(..value.iter().take_while(is_token).count())?;
    // Nothing before the field looks like it and what it says.
    let field = memmem::find(header, kind)?;
    let end = field.checked_add(memmem::find(kind, value)?)?.checked_add(value.len())?;
    let mut starts = memmem::find_iter(raw, b"\n--").map(|at| at.saturating_add(1));
    let boundary = starts.find_map(|start| {
        let line = line_at(raw, start)?;
        let begins_part =
            |text: &[u8]| text.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-"));
        let boundary = line.strip_prefix(b"--")?.trim_ascii_end();
        let is_one = !boundary.is_empty() && boundary.len() <= LONGEST_BOUNDARY && !boundary.contains(&b'"');
        (is_one && begins_part(line_at(raw, start.checked_add(line.len())?)?)).then_some(boundary)
    })?;
    Some((boundary, (end..end, [b"; boundary=\"", boundary, b"\""].concat())))
}

/// What stands behind a line that closes is lost to whoever goes by it; where another part of the same boundary comes, the line
/// was written too early. Unless an attached message has the boundary, too: then the line may be that one's.
fn open_again(raw: &[u8], lines: &mut [Delimiter<'_>], known: &Known<'_>) {
    let mut comes: HashMap<&[u8], usize> = HashMap::new();
    for line in lines.iter_mut().rev() {
        match line.means {
            Means::Close => {
                if let Some(next) = comes.get(line.boundary) {
                    let between = raw.get(line.end..*next).unwrap_or_default();
                    line.means = Means::Nothing { is_blank: between.trim_ascii_start().is_empty() };
                }
            }
            Means::Open if known.get(line.boundary).is_some_and(|named| named.is_once) => {
                comes.insert(line.boundary, line.start);
            }
            _ => {}
        }
    }
}

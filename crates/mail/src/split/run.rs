//! Finding parts that are worth taking out: large ones, written in base64 in lines of one length.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};

use super::base64::{Decoder, Layout};

/// Bytes below which a part stays where it is: what is saved would be less than what it costs to know of it.
pub(super) const SMALLEST: usize = 4 * 1024;
/// Longest header of a part that is looked at.
pub(super) const LONGEST_HEADER: usize = 16 * 1024;
const FIELD: &[u8] = b"content-transfer-encoding";

/// A part's letters in the message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// First letter.
    pub start: usize,
    /// Behind the last letter; the end of the last line does not belong to it.
    pub end: usize,
    pub layout: Layout,
    pub bytes: Vec<u8>,
}

/// All such parts of a message, in order.
pub(super) fn runs(raw: &[u8]) -> impl Iterator<Item = Run> {
    let mut words = Words::new(raw);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let word = words.next_from(from)?;
            from = word.saturating_add(1);
            if let Some(run) = body_behind(raw, word).and_then(|body| run_at(raw, body)) {
                from = run.end;
                return Some(run);
            }
        }
    })
}

static SMALL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ase64"));
static CAPITAL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ASE64"));

/// Where the word `base64` stands, in small or capital letters.
struct Words<'r> {
    raw: &'r [u8],
    small: Option<usize>,
    capital: Option<usize>,
}

impl<'r> Words<'r> {
    fn new(raw: &'r [u8]) -> Self {
        Self { raw, small: Some(0), capital: Some(0) }
    }

    /// The next one that begins at `from` or behind it. Each of the two searches goes over the message once.
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

/// The body of the part whose `Content-Transfer-Encoding` has a value at `word`, if its bytes mean nothing to who reads
/// the message: no text, no message, nothing that is opened.
fn body_behind(raw: &[u8], word: usize) -> Option<usize> {
    body_of(raw, field_at(raw, word)?)
}

/// Where the line begins that is `Content-Transfer-Encoding: base64`, if the value stands at `word`.
pub(super) fn field_at(raw: &[u8], word: usize) -> Option<usize> {
    let from = word.saturating_sub(LONGEST_HEADER);
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

/// The body behind the header in which the line at `line` stands, if it is wanted.
pub(super) fn body_of(raw: &[u8], line: usize) -> Option<usize> {
    let before = raw.get(line.saturating_sub(LONGEST_HEADER)..line)?;
    let header = header_begin(before);
    let rest = raw.get(line..line.saturating_add(LONGEST_HEADER).min(raw.len()))?;
    let length = header_length(rest)?;
    let body = line.checked_add(length)?;
    let wanted = is_wanted(before.get(header..)?) || is_wanted(rest.get(..length)?);
    let refused = is_refused(before.get(header..)?) || is_refused(rest.get(..length)?);
    (wanted && !refused).then_some(body)
}

/// Where the header that ends here begins: behind an empty line or a boundary.
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

/// Length of a header up to and with the empty line behind it.
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

fn is_wanted(header: &[u8]) -> bool {
    contains(header, b"content-type:")
}

fn is_refused(header: &[u8]) -> bool {
    [&b"text/"[..], b"message/", b"multipart/", b"tnef", b"winmail.dat"]
        .iter()
        .any(|word| contains(header, word))
}

fn contains(header: &[u8], word: &[u8]) -> bool {
    header.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

fn run_at(raw: &[u8], start: usize) -> Option<Run> {
    let body = raw.get(start..)?;
    let layout = layout_of(body)?;
    let (bytes, length) = decode_lines(body, layout)?;
    if length < SMALLEST || !ends_part(body.get(length..)?) {
        return None;
    }
    Some(Run { start, end: start.checked_add(length)?, layout, bytes })
}

/// How a body is written that begins here, if it is base64 at all.
pub(super) fn layout_of(body: &[u8]) -> Option<Layout> {
    let first = memchr(b'\n', body).unwrap_or(body.len());
    let crlf = first > 0 && body.get(first.saturating_sub(1)) == Some(&b'\r');
    let line = if crlf { first.saturating_sub(1) } else { first };
    let is_one = line > 0 && line % 4 == 0 && body.len() >= SMALLEST;
    is_one.then_some(Layout { line: u32::try_from(line).ok()?, crlf })
}

/// What the lines say, and their length in the message.
fn decode_lines(body: &[u8], layout: Layout) -> Option<(Vec<u8>, usize)> {
    let mut decoder = Decoder::default();
    let at = decode_full(body, layout, &mut decoder)?;
    let length = decode_last(body.get(at..)?, layout, &mut decoder)?;
    let length = isize::try_from(at).ok()?.checked_add(length)?;
    Some((decoder.finish()?, usize::try_from(length).ok()?))
}

/// Decodes the full lines that begin here. Gives their length; `None` if it is no base64.
pub(super) fn decode_full(lines: &[u8], layout: Layout, decoder: &mut Decoder) -> Option<usize> {
    let line = usize::try_from(layout.line).ok()?;
    let stride = line.checked_add(layout.ending().len())?;
    let mut at: usize = 0;
    while let Some(full) = full_line(lines.get(at..)?, line, layout.ending()) {
        decoder.line(full)?;
        at = at.checked_add(stride)?;
    }
    Some(at)
}

/// Decodes the last line, which begins here. Gives how far the part's letters reach from here: back, if the last line was a full
/// one, whose end stays in the message.
pub(super) fn decode_last(rest: &[u8], layout: Layout, decoder: &mut Decoder) -> Option<isize> {
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

/// The line that begins here, if it is as long as the first one. What is no letter in it shows when it is decoded.
fn full_line<'b>(rest: &'b [u8], line: usize, ending: &[u8]) -> Option<&'b [u8]> {
    let stride = line.checked_add(ending.len())?;
    let end = memchr(b'\n', rest.get(..stride)?)?;
    let full = rest.get(..line)?;
    let is_full = end.checked_add(1) == Some(stride)
        && rest.get(line..stride) == Some(ending)
        && !matches!(full.first(), Some(b'-' | b'\r' | b'\n'));
    is_full.then_some(full)
}

/// True if nothing but empty lines stands before the next boundary or the end.
fn ends_part(behind: &[u8]) -> bool {
    let rest = behind.trim_ascii_start();
    let blank = behind.get(..behind.len().saturating_sub(rest.len())).unwrap_or_default();
    rest.is_empty() || rest.starts_with(b"--") && blank.ends_with(b"\n")
}

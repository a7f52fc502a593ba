//! Splits a message that is too large for memory while it is read.

mod kept_text;
mod part_digest;
mod word_finder;

use std::io::{self, Read, Seek, Write};

use super::base64::{Base64Layout, Decoder};
use super::base64_part::{
    MAX_HEADER_LENGTH, MIN_PART_SIZE, body_of, decode_full, decode_last, field_at, layout_of,
};
use super::marker::{MARKER_LETTERS, Marker};
use super::window::Window;
use super::{Cut, MAX_PARTS};
use crate::digest::Digest;
use crate::transfer::TransferDecoder;
use part_digest::PartDigest;
use word_finder::WindowWordFinder;

/// Maximum length of a base64 line. Parts with longer lines count as text.
const MAX_LINE_LENGTH: usize = 1024 * 1024;
/// Number of bytes that are examined at once.
const VIEW: usize = 64 * 1024;
/// Maximum number of examined header fields that declare base64.
const MAX_BASE64_FIELDS: usize = 100_000;

/// Limits for the bytes that stay in the skeleton.
#[derive(Debug, Clone, Copy)]
pub(super) struct SkeletonLimits {
    /// Maximum number of bytes of one text.
    pub text: usize,
    /// Maximum number of bytes of the whole skeleton.
    pub all: usize,
}

/// The limits for imports. They cut only texts that are longer than any text that people read.
const LIMITS: SkeletonLimits = SkeletonLimits { text: 8 << 20, all: 16 << 20 };

/// A range of bytes in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    /// Offset of the first byte.
    pub start: u64,
    /// Number of bytes.
    pub length: u64,
}

/// A message that is too large for memory. Its large attachments and the ends of its long texts were removed, and
/// are not in memory. `ranges` contains the positions of the removed bytes in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giant {
    /// BLAKE3 digest of the whole message.
    pub digest: Digest,
    /// Size of the whole message, in bytes.
    pub size: u64,
    /// The message with a marker for each removed part.
    pub skeleton: Vec<u8>,
    /// The removed parts, in order.
    pub cuts: Vec<Cut>,
    /// The ranges of the removed parts in the source.
    pub ranges: Vec<ByteRange>,
    /// Samples of the bytes of each removed part, in order. A small part has no samples.
    pub samples: Vec<Vec<Vec<u8>>>,
}

impl Giant {
    /// Reads and splits a message.
    pub fn read(from: impl Read + Seek) -> io::Result<Self> {
        Self::read_within(from, LIMITS)
    }

    /// Reads and splits a message with other limits, for tests.
    pub(super) fn read_within(from: impl Read + Seek, limits: SkeletonLimits) -> io::Result<Self> {
        let mut reader = GiantReader::new(Window::new(from)?, limits);
        let mut kept = 0;
        let mut from = 0;
        let (mut fields, mut parts) = (0_usize, 0_usize);
        while let Some(word) = reader.finder.next_from(from, &mut reader.window)? {
            from = word.saturating_add(1);
            let Some((context, line)) = reader.base64_field(word)? else { continue };
            fields = fields.saturating_add(1);
            if fields > MAX_BASE64_FIELDS || parts >= MAX_PARTS {
                break;
            }
            let Some(body) = reader.body(word, context, line)? else { continue };
            let Some(part) = reader.large_part_at(body)? else { continue };
            reader.keep(kept, part.range.start)?;
            (kept, from) = (part.end(), part.end());
            reader.cut(part);
            parts = parts.saturating_add(1);
        }
        let (size, digest) = reader.window.finish()?;
        reader.keep(kept, size)?;
        Ok(reader.done(size, digest))
    }

    /// Returns true if only large attachments were removed, and no text.
    pub fn has_all_text(&self) -> bool {
        !self.cuts.iter().any(|cut| cut.layout.is_verbatim())
    }
}

/// Writes the decoded bytes of a removed part. `letters` reads the range of the part in the source.
pub fn write_part(layout: Base64Layout, letters: &mut dyn Read, out: &mut dyn Write) -> io::Result<()> {
    if layout.is_verbatim() {
        return io::copy(letters, out).map(drop);
    }
    let mut decoder = TransferDecoder::base64(out);
    io::copy(letters, &mut decoder)?;
    decoder.finish()
}

/// A large base64 part, or the removed end of a long text.
struct LargePart {
    range: ByteRange,
    layout: Base64Layout,
    size: u64,
    digest: Digest,
    samples: Vec<Vec<u8>>,
}

impl LargePart {
    fn end(&self) -> u64 {
        self.range.start.saturating_add(self.range.length)
    }
}

/// The state of a message that is being read and split.
struct GiantReader<R> {
    window: Window<R>,
    limits: SkeletonLimits,
    finder: WindowWordFinder,
    skeleton: Vec<u8>,
    cuts: Vec<Cut>,
    ranges: Vec<ByteRange>,
    samples: Vec<Vec<Vec<u8>>>,
}

impl<R: Read + Seek> GiantReader<R> {
    fn new(window: Window<R>, limits: SkeletonLimits) -> Self {
        let (skeleton, cuts) = (Vec::new(), Vec::new());
        let finder = WindowWordFinder::default();
        Self { window, limits, finder, skeleton, cuts, ranges: Vec::new(), samples: Vec::new() }
    }

    /// Returns the position of a header field with the value `base64`. `word` is the offset of this value. The
    /// first returned number is the offset of the examined bytes, and the second is the offset of the field within
    /// these bytes.
    fn base64_field(&mut self, word: u64) -> io::Result<Option<(u64, usize)>> {
        let context = word.saturating_sub(MAX_HEADER_LENGTH.saturating_mul(2) as u64);
        let at = usize::try_from(word.saturating_sub(context)).unwrap_or(usize::MAX);
        let view = self.window.view(context, at.saturating_add(MAX_HEADER_LENGTH))?;
        Ok(field_at(view, at).map(|line| (context, line)))
    }

    /// Returns the offset of the body of a part. `line` is the offset of a field in the part's header. `context`
    /// and `line` come from [`base64_field`](Self::base64_field).
    fn body(&mut self, word: u64, context: u64, line: usize) -> io::Result<Option<u64>> {
        let at = usize::try_from(word.saturating_sub(context)).unwrap_or(usize::MAX);
        let view = self.window.view(context, at.saturating_add(MAX_HEADER_LENGTH))?;
        Ok(body_of(view, line).map(|body| context.saturating_add(body as u64)))
    }

    fn large_part_at(&mut self, start: u64) -> io::Result<Option<LargePart>> {
        let Some(layout) = layout_of(self.window.view(start, MAX_LINE_LENGTH.saturating_add(2))?) else {
            return Ok(None);
        };
        let line = usize::try_from(layout.line).unwrap_or(usize::MAX);
        if line > MAX_LINE_LENGTH {
            return Ok(None);
        }
        let wanted = line.saturating_add(2).max(VIEW);
        let (mut decoder, mut bytes) = (Decoder::default(), PartDigest::default());
        let mut at = start;
        let last = loop {
            let view = self.window.view(at, wanted)?;
            let is_end = view.len() < wanted;
            let Some(length) = decode_full(view, layout, &mut decoder) else { return Ok(None) };
            bytes.update(&decoder.take());
            let is_over = view.len().saturating_sub(length) >= line.saturating_add(2);
            at = at.saturating_add(length as u64);
            if is_end || is_over {
                let rest = view.get(length..).unwrap_or_default();
                break decode_last(rest, layout, &mut decoder);
            }
        };
        let end = last.and_then(|length| at.checked_add_signed(i64::try_from(length).ok()?));
        let (Some(end), Some(rest)) = (end, decoder.rest()) else { return Ok(None) };
        bytes.update(&rest);
        let length = end.saturating_sub(start);
        if length < MIN_PART_SIZE as u64 || bytes.size == 0 || !self.ends_part(end)? {
            return Ok(None);
        }
        let PartDigest { size, hasher, samples, .. } = bytes;
        let digest = *hasher.finalize().as_bytes();
        Ok(Some(LargePart { range: ByteRange { start, length }, layout, size, digest, samples }))
    }

    /// Returns true if only empty lines precede the next boundary or the end of the message.
    fn ends_part(&mut self, mut at: u64) -> io::Result<bool> {
        let mut before = 0;
        loop {
            let view = self.window.view(at, VIEW)?;
            let is_end = view.len() < VIEW;
            let rest = view.trim_ascii_start();
            let blank = view.get(..view.len().saturating_sub(rest.len())).unwrap_or_default();
            before = *blank.last().unwrap_or(&before);
            if is_end || rest.len() >= 2 {
                return Ok(rest.is_empty() || rest.starts_with(b"--") && before == b'\n');
            }
            at = at.saturating_add(blank.len() as u64);
        }
    }

    fn cut(&mut self, part: LargePart) {
        let LargePart { range, layout, size, digest, samples } = part;
        self.cuts.push(Cut { at: self.skeleton.len() as u64, layout, size, digest });
        // The marker contains the digest of the message, which is not known yet.
        self.skeleton.extend_from_slice(&[0; MARKER_LETTERS]);
        self.ranges.push(range);
        self.samples.push(samples);
    }

    fn done(mut self, size: u64, digest: Digest) -> Giant {
        for (number, cut) in self.cuts.iter().enumerate() {
            let at = usize::try_from(cut.at).unwrap_or(usize::MAX);
            let room = self.skeleton.get_mut(at..at.saturating_add(MARKER_LETTERS)).unwrap_or_default();
            room.iter_mut().zip(Marker::of(&digest).letters(number)).for_each(|(to, from)| *to = from);
        }
        let Self { skeleton, cuts, ranges, samples, .. } = self;
        Giant { digest, size, skeleton, cuts, ranges, samples }
    }
}

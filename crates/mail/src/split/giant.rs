//! Taking a message apart that is too large to be held: as it is read, with little of it in memory.

mod bytes;
mod keep;
mod words;

use std::io::{self, Read, Seek, Write};

use super::base64::{Decoder, Layout};
use super::marker::{LETTERS, Marker};
use super::run::{LONGEST_HEADER, SMALLEST, body_of, decode_full, decode_last, field_at, layout_of};
use super::window::Window;
use super::{Cut, MOST};
use crate::identity::Digest;
use crate::transfer::Undo;
use bytes::Bytes;
use words::Words;

/// Longest line of base64 that is looked at; longer ones count as text.
const LONGEST_LINE: usize = 1024 * 1024;
/// Bytes that are looked at together.
const PIECE: usize = 64 * 1024;
/// Header fields that promise base64 and are looked at.
const MOST_PROMISES: usize = 100_000;

/// How much stays of what is no large attachment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes of one text.
    pub text: usize,
    /// Bytes in all.
    pub all: usize,
}

/// As much as anybody reads.
const BOUNDS: Bounds = Bounds { text: 8 << 20, all: 16 << 20 };

/// Where a part's letters lie in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First byte.
    pub start: u64,
    /// Number of bytes.
    pub length: u64,
}

/// A message too large to be held, apart from its large attachments and the ends of its long texts. These are not in memory:
/// who needs them reads them again where they lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giant {
    /// BLAKE3 digest of the whole message.
    pub digest: Digest,
    /// Its size.
    pub size: u64,
    /// The message with markers in place of what was taken out.
    pub skeleton: Vec<u8>,
    /// What was taken out, in order.
    pub cuts: Vec<Cut>,
    /// Where each of them lies.
    pub places: Vec<Stretch>,
    /// Some pieces of the bytes of each, from its beginning to its end; none of a small one.
    pub samples: Vec<Vec<Vec<u8>>>,
}

impl Giant {
    /// Reads a message from its beginning to its end.
    pub fn read(from: impl Read + Seek) -> io::Result<Self> {
        Self::read_within(from, BOUNDS)
    }

    pub(super) fn read_within(from: impl Read + Seek, bounds: Bounds) -> io::Result<Self> {
        let mut reading = Reading::new(Window::new(from)?, bounds);
        let mut kept = 0;
        let mut from = 0;
        let (mut promises, mut runs) = (0_usize, 0_usize);
        while let Some(word) = reading.words.next_from(from, &mut reading.window)? {
            from = word.saturating_add(1);
            let Some((context, line)) = reading.promise(word)? else { continue };
            promises = promises.saturating_add(1);
            if promises > MOST_PROMISES || runs >= MOST {
                break;
            }
            let Some(body) = reading.body(word, context, line)? else { continue };
            let Some(run) = reading.run_at(body)? else { continue };
            reading.keep(kept, run.place.start)?;
            (kept, from) = (run.end(), run.end());
            reading.cut(run);
            runs = runs.saturating_add(1);
        }
        let (size, digest) = reading.window.finish()?;
        reading.keep(kept, size)?;
        Ok(reading.done(size, digest))
    }

    /// True if nothing but large attachments was taken out.
    pub fn has_all_text(&self) -> bool {
        !self.cuts.iter().any(|cut| cut.layout.is_verbatim())
    }
}

/// Writes the bytes of a part that was taken out. `letters` gives what stands in the message.
pub fn write_part(layout: Layout, letters: &mut dyn Read, out: &mut dyn Write) -> io::Result<()> {
    if layout.is_verbatim() {
        return io::copy(letters, out).map(drop);
    }
    let mut undo = Undo::base64(out);
    io::copy(letters, &mut undo)?;
    undo.finish()
}

struct Run {
    place: Stretch,
    layout: Layout,
    size: u64,
    digest: Digest,
    samples: Vec<Vec<u8>>,
}

impl Run {
    fn end(&self) -> u64 {
        self.place.start.saturating_add(self.place.length)
    }
}

struct Reading<R> {
    window: Window<R>,
    bounds: Bounds,
    words: Words,
    skeleton: Vec<u8>,
    cuts: Vec<Cut>,
    places: Vec<Stretch>,
    samples: Vec<Vec<Vec<u8>>>,
}

impl<R: Read + Seek> Reading<R> {
    fn new(window: Window<R>, bounds: Bounds) -> Self {
        let (skeleton, cuts) = (Vec::new(), Vec::new());
        let words = Words::default();
        Self { window, bounds, words, skeleton, cuts, places: Vec::new(), samples: Vec::new() }
    }

    /// Whether a header field promises base64 by the word there: where what is around it begins, and the field within that.
    fn promise(&mut self, word: u64) -> io::Result<Option<(u64, usize)>> {
        let context = word.saturating_sub(LONGEST_HEADER.saturating_mul(2) as u64);
        let at = usize::try_from(word.saturating_sub(context)).unwrap_or(usize::MAX);
        let view = self.window.view(context, at.saturating_add(LONGEST_HEADER))?;
        Ok(field_at(view, at).map(|line| (context, line)))
    }

    /// The body behind the header of such a field.
    fn body(&mut self, word: u64, context: u64, line: usize) -> io::Result<Option<u64>> {
        let at = usize::try_from(word.saturating_sub(context)).unwrap_or(usize::MAX);
        let view = self.window.view(context, at.saturating_add(LONGEST_HEADER))?;
        Ok(body_of(view, line).map(|body| context.saturating_add(body as u64)))
    }

    fn run_at(&mut self, start: u64) -> io::Result<Option<Run>> {
        let Some(layout) = layout_of(self.window.view(start, LONGEST_LINE.saturating_add(2))?) else {
            return Ok(None);
        };
        let line = usize::try_from(layout.line).unwrap_or(usize::MAX);
        if line > LONGEST_LINE {
            return Ok(None);
        }
        let wanted = line.saturating_add(2).max(PIECE);
        let (mut decoder, mut bytes) = (Decoder::default(), Bytes::default());
        let mut at = start;
        let last = loop {
            let view = self.window.view(at, wanted)?;
            let is_end = view.len() < wanted;
            let Some(length) = decode_full(view, layout, &mut decoder) else { return Ok(None) };
            bytes.take(&decoder.take());
            let is_over = view.len().saturating_sub(length) >= line.saturating_add(2);
            at = at.saturating_add(length as u64);
            if is_end || is_over {
                let rest = view.get(length..).unwrap_or_default();
                break decode_last(rest, layout, &mut decoder);
            }
        };
        let end = last.and_then(|length| at.checked_add_signed(i64::try_from(length).ok()?));
        let (Some(end), Some(rest)) = (end, decoder.rest()) else { return Ok(None) };
        bytes.take(&rest);
        let length = end.saturating_sub(start);
        if length < SMALLEST as u64 || bytes.size == 0 || !self.ends_part(end)? {
            return Ok(None);
        }
        let Bytes { size, hasher, samples, .. } = bytes;
        let digest = *hasher.finalize().as_bytes();
        Ok(Some(Run { place: Stretch { start, length }, layout, size, digest, samples }))
    }

    /// True if nothing but empty lines stands before the next boundary or the end.
    fn ends_part(&mut self, mut at: u64) -> io::Result<bool> {
        let mut before = 0;
        loop {
            let view = self.window.view(at, PIECE)?;
            let is_end = view.len() < PIECE;
            let rest = view.trim_ascii_start();
            let blank = view.get(..view.len().saturating_sub(rest.len())).unwrap_or_default();
            before = *blank.last().unwrap_or(&before);
            if is_end || rest.len() >= 2 {
                return Ok(rest.is_empty() || rest.starts_with(b"--") && before == b'\n');
            }
            at = at.saturating_add(blank.len() as u64);
        }
    }

    fn cut(&mut self, run: Run) {
        let Run { place, layout, size, digest, samples } = run;
        self.cuts.push(Cut { at: self.skeleton.len() as u64, layout, size, digest });
        // The digest that the marker holds is not known yet.
        self.skeleton.extend_from_slice(&[0; LETTERS]);
        self.places.push(place);
        self.samples.push(samples);
    }

    fn done(mut self, size: u64, digest: Digest) -> Giant {
        for (number, cut) in self.cuts.iter().enumerate() {
            let at = usize::try_from(cut.at).unwrap_or(usize::MAX);
            let room = self.skeleton.get_mut(at..at.saturating_add(LETTERS)).unwrap_or_default();
            room.iter_mut().zip(Marker::of(&digest).letters(number)).for_each(|(to, from)| *to = from);
        }
        let Self { skeleton, cuts, places, samples, .. } = self;
        Giant { digest, size, skeleton, cuts, places, samples }
    }
}

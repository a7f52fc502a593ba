//! Bytes that are put into a message or taken out of it before it is parsed.

use std::borrow::Cow;
use std::ops::Range;

/// What is put in place of some bytes of a message.
pub(super) struct Edits<'r> {
    raw: &'r [u8],
    list: Vec<(Range<usize>, Vec<u8>)>,
}

/// A place at which a mended message is another than its writer left it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where it is in the mended message.
    at: Range<usize>,
    /// What the writer left there.
    was: Vec<u8>,
}

impl<'r> Edits<'r> {
    pub(super) fn new(raw: &'r [u8]) -> Self {
        Self { raw, list: Vec::new() }
    }

    /// Puts bytes before the one at `at`, behind those that were put there before.
    pub(super) fn insert(&mut self, at: usize, bytes: impl Into<Vec<u8>>) {
        self.replace(at..at, bytes);
    }

    /// Puts bytes in place of others.
    pub(super) fn replace(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.list.push((range, bytes.into()));
    }

    /// Makes all edits. Gives the message, and where it is another now.
    pub(super) fn apply(mut self) -> (Cow<'r, [u8]>, Vec<Place>) {
        if self.list.is_empty() {
            return (Cow::Borrowed(self.raw), Vec::new());
        }
        self.list.sort_by_key(|(range, _)| range.start);
        let (mut mended, mut places, mut kept) = (Vec::with_capacity(self.raw.len()), Vec::new(), 0);
        for (range, bytes) in self.list.drain(..) {
            // Of two edits of the same bytes, the first one counts.
            let Some(before) = self.raw.get(kept..range.start) else { continue };
            mended.extend_from_slice(before);
            let start = mended.len();
            mended.extend_from_slice(&bytes);
            let was = self.raw.get(range.clone()).unwrap_or_default().to_vec();
            places.push(Place { at: start..mended.len(), was });
            kept = range.end;
        }
        mended.extend_from_slice(self.raw.get(kept..).unwrap_or_default());
        (Cow::Owned(mended), places)
    }
}

/// Returns what some bytes of a mended message were when its writer left them.
pub(super) fn original<'m>(places: &[Place], range: Range<usize>, bytes: &'m [u8]) -> Cow<'m, [u8]> {
    let first = places.partition_point(|place| place.at.start < range.start);
    let behind = places.get(first..).unwrap_or_default().iter();
    let mut within = behind.take_while(|place| place.at.end <= range.end).peekable();
    if within.peek().is_none() {
        return Cow::Borrowed(bytes.get(range).unwrap_or_default());
    }
    let mut original = Vec::new();
    let mut kept = range.start;
    for place in within {
        original.extend_from_slice(bytes.get(kept..place.at.start).unwrap_or_default());
        original.extend_from_slice(&place.was);
        kept = place.at.end;
    }
    original.extend_from_slice(bytes.get(kept..range.end).unwrap_or_default());
    Cow::Owned(original)
}

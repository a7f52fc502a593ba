//! Edits a message before it is parsed, and restores the original bytes afterwards.

use std::borrow::Cow;
use std::ops::Range;

/// The replacements for ranges of a message.
pub(super) struct Edits<'r> {
    raw: &'r [u8],
    list: Vec<(Range<usize>, Vec<u8>)>,
}

/// A range of a repaired message that differs from the original.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct EditedRange {
    /// The range in the repaired message.
    at: Range<usize>,
    /// The original bytes.
    original: Vec<u8>,
}

impl<'r> Edits<'r> {
    /// Returns an empty list of edits of a message.
    pub(super) fn new(raw: &'r [u8]) -> Self {
        Self { raw, list: Vec::new() }
    }

    /// Inserts bytes before the byte at `at`, after earlier insertions at the same offset.
    pub(super) fn insert(&mut self, at: usize, bytes: impl Into<Vec<u8>>) {
        self.replace(at..at, bytes);
    }

    /// Replaces a range.
    pub(super) fn replace(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.list.push((range, bytes.into()));
    }

    /// Applies all edits. Returns the repaired message, and the ranges in which it differs from the original.
    pub(super) fn apply(mut self) -> (Cow<'r, [u8]>, Vec<EditedRange>) {
        if self.list.is_empty() {
            return (Cow::Borrowed(self.raw), Vec::new());
        }
        self.list.sort_by_key(|(range, _)| range.start);
        let (mut repaired, mut edited, mut kept) = (Vec::with_capacity(self.raw.len()), Vec::new(), 0);
        for (range, bytes) in self.list.drain(..) {
            // If two edits overlap, only the first edit is applied.
            let Some(before) = self.raw.get(kept..range.start) else { continue };
            repaired.extend_from_slice(before);
            let start = repaired.len();
            repaired.extend_from_slice(&bytes);
            let original = self.raw.get(range.clone()).unwrap_or_default().to_vec();
            edited.push(EditedRange { at: start..repaired.len(), original });
            kept = range.end;
        }
        repaired.extend_from_slice(self.raw.get(kept..).unwrap_or_default());
        (Cow::Owned(repaired), edited)
    }
}

/// Returns the original bytes of a range of a repaired message.
pub(super) fn original<'m>(edited: &[EditedRange], range: Range<usize>, bytes: &'m [u8]) -> Cow<'m, [u8]> {
    let first = edited.partition_point(|place| place.at.start < range.start);
    let behind = edited.get(first..).unwrap_or_default().iter();
    let mut within = behind.take_while(|place| place.at.end <= range.end).peekable();
    if within.peek().is_none() {
        return Cow::Borrowed(bytes.get(range).unwrap_or_default());
    }
    let mut original = Vec::new();
    let mut kept = range.start;
    for place in within {
        original.extend_from_slice(bytes.get(kept..place.at.start).unwrap_or_default());
        original.extend_from_slice(&place.original);
        kept = place.at.end;
    }
    original.extend_from_slice(bytes.get(kept..range.end).unwrap_or_default());
    Cow::Owned(original)
}

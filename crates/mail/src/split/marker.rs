//! What stands in a skeleton in place of a part.

use std::borrow::Cow;
use std::io::{self, Write};

use base64_simd::{Out, STANDARD};
use memchr::memmem;

use super::Skeleton;
use crate::identity::Digest;

/// Bytes of the message's digest in a marker: five groups of three, so that they have letters of their own.
const OWN: usize = 15;
/// Bytes of a marker.
const BYTES: usize = 18;
/// Letters of a marker.
pub(super) const LETTERS: usize = 24;
/// Letters of the message's digest in a marker.
const OWN_LETTERS: usize = 20;

/// The markers of one message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marker {
    own: [u8; OWN],
}

impl Marker {
    pub(crate) fn of(digest: &Digest) -> Self {
        let mut own = [0; OWN];
        own.iter_mut().zip(digest).for_each(|(own, &byte)| *own = byte);
        Self { own }
    }

    fn bytes(self, number: usize) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let [.., a, b, c] = u64::try_from(number).unwrap_or(u64::MAX).to_be_bytes();
        bytes.iter_mut().zip(self.own.iter().chain(&[a, b, c])).for_each(|(byte, &from)| *byte = from);
        bytes
    }

    /// The marker of a part in base64.
    pub(super) fn letters(self, number: usize) -> [u8; LETTERS] {
        let mut letters = [0; LETTERS];
        let _: &mut [u8] = STANDARD.encode(&self.bytes(number), Out::from_slice(&mut letters));
        letters
    }

    /// The part for which these bytes, a decoded part, stand.
    pub(crate) fn number_of(self, bytes: &[u8]) -> Option<usize> {
        let number: &[u8; 3] = bytes.strip_prefix(&self.own)?.try_into().ok()?;
        let [a, b, c] = *number;
        usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()
    }

    /// Puts the parts back into bytes that were taken out of the skeleton, as they stood in the message or decoded.
    /// `None` if one of them is lost.
    pub(crate) fn fill<'b>(self, bytes: Cow<'b, [u8]>, skeleton: &Skeleton<'_>) -> Option<Cow<'b, [u8]>> {
        if self.found_in(&bytes, skeleton).is_empty() {
            return Some(bytes);
        }
        let mut out = Vec::new();
        self.write_filled(&bytes, skeleton, &mut out).ok()?;
        Some(Cow::Owned(out))
    }

    /// Writes the bytes with the parts put back.
    pub(crate) fn write_filled(
        self,
        bytes: &[u8],
        skeleton: &Skeleton<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut kept = 0;
        for found in self.found_in(bytes, skeleton) {
            out.write_all(bytes.get(kept..found.at).unwrap_or_default())?;
            kept = found.end;
            let number = found.number.ok_or_else(|| io::Error::other("a part that is none is named"))?;
            if found.is_decoded {
                (skeleton.part)(number, out)?;
            } else {
                skeleton.write_encoded(number, out)?;
            }
        }
        out.write_all(bytes.get(kept..).unwrap_or_default())
    }

    /// The same for text. What stands there in base64 is no text that anybody reads, but it stood there; what would make the text
    /// larger than anybody reads is left out.
    pub(crate) fn fill_text(self, text: String, skeleton: &Skeleton<'_>) -> String {
        let found = self.found_in(text.as_bytes(), skeleton);
        let sizes = found.iter().filter_map(|found| skeleton.cuts.get(found.number?)).map(|cut| cut.size);
        if sizes.fold(0, u64::saturating_add) > LONGEST_FILL {
            return without(text.as_bytes(), &found);
        }
        match self.fill(Cow::Borrowed(text.as_bytes()), skeleton) {
            None | Some(Cow::Borrowed(_)) => text,
            Some(Cow::Owned(filled)) => String::from_utf8_lossy(&filled).into_owned(),
        }
    }

    /// The markers that stand in these bytes, in order.
    pub(crate) fn found_in(self, bytes: &[u8], skeleton: &Skeleton<'_>) -> Vec<FoundMarker> {
        if skeleton.cuts.is_empty() {
            return Vec::new();
        }
        let letters = self.letters(0);
        let letters = letters.get(..OWN_LETTERS).unwrap_or_default();
        let written = memmem::find_iter(bytes, letters).filter_map(|at| {
            let end = at.checked_add(LETTERS)?;
            let decoded = STANDARD.decode_to_vec(bytes.get(at..end)?).ok();
            let number = decoded.and_then(|decoded| self.number_of(&decoded));
            Some(FoundMarker { at, end, number, is_decoded: false })
        });
        let decoded = memmem::find_iter(bytes, &self.own).filter_map(|at| {
            let end = at.checked_add(BYTES)?;
            let number = self.number_of(bytes.get(at..end)?);
            Some(FoundMarker { at, end, number, is_decoded: true })
        });
        let mut found: Vec<_> = written.chain(decoded).collect();
        found.sort_unstable_by_key(|found| found.at);
        let is_there = |number: usize| number < skeleton.cuts.len();
        for found in &mut found {
            found.number = found.number.filter(|&number| is_there(number));
        }
        found
    }
}

/// Bytes of parts that are put back into a text.
const LONGEST_FILL: u64 = 32 << 20;

/// A marker that stands in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoundMarker {
    pub at: usize,
    pub end: usize,
    /// The part; `None` if there is no such part.
    pub number: Option<usize>,
    /// True if the part's bytes belong there, false if what was written of them does.
    pub is_decoded: bool,
}

fn without(text: &[u8], found: &[FoundMarker]) -> String {
    let mut out = Vec::new();
    let mut kept = 0;
    for found in found {
        out.extend_from_slice(text.get(kept..found.at).unwrap_or_default());
        kept = found.end;
    }
    out.extend_from_slice(text.get(kept..).unwrap_or_default());
    String::from_utf8_lossy(&out).into_owned()
}

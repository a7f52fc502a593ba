//! Markers, which replace removed parts in a skeleton.

use std::borrow::Cow;
use std::io::{self, Write};

use base64_simd::{Out, STANDARD};
use memchr::memmem;

use super::Skeleton;
use crate::digest::Digest;

/// Number of bytes of the message's digest in a marker. The number is a multiple of three, so the base64 letters
/// of the digest do not depend on the bytes that follow.
const DIGEST_BYTES: usize = 15;
/// Bytes of a marker.
const MARKER_BYTES: usize = 18;
/// Letters of a marker.
pub(super) const MARKER_LETTERS: usize = 24;
/// Letters of the message's digest in a marker.
const DIGEST_LETTERS: usize = 20;

/// The markers of one message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marker {
    digest_prefix: [u8; DIGEST_BYTES],
}

impl Marker {
    /// Returns the markers of the message with this digest.
    pub(crate) fn of(digest: &Digest) -> Self {
        let mut digest_prefix = [0; DIGEST_BYTES];
        digest_prefix.iter_mut().zip(digest).for_each(|(digest_prefix, &byte)| *digest_prefix = byte);
        Self { digest_prefix }
    }

    fn bytes(self, number: usize) -> [u8; MARKER_BYTES] {
        let mut bytes = [0; MARKER_BYTES];
        let [.., a, b, c] = u64::try_from(number).unwrap_or(u64::MAX).to_be_bytes();
        bytes
            .iter_mut()
            .zip(self.digest_prefix.iter().chain(&[a, b, c]))
            .for_each(|(byte, &from)| *byte = from);
        bytes
    }

    /// Returns the marker of a part in base64.
    pub(super) fn letters(self, number: usize) -> [u8; MARKER_LETTERS] {
        let mut letters = [0; MARKER_LETTERS];
        let _: &mut [u8] = STANDARD.encode(&self.bytes(number), Out::from_slice(&mut letters));
        letters
    }

    /// Returns the number of the part that a decoded marker replaces.
    pub(crate) fn number_of(self, bytes: &[u8]) -> Option<usize> {
        let number: &[u8; 3] = bytes.strip_prefix(&self.digest_prefix)?.try_into().ok()?;
        let [a, b, c] = *number;
        usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()
    }

    /// Replaces the markers in bytes of the skeleton with their parts. The part is written encoded if its marker
    /// is encoded. Returns `None` if a part is lost.
    pub(crate) fn fill<'b>(self, bytes: Cow<'b, [u8]>, skeleton: &Skeleton<'_>) -> Option<Cow<'b, [u8]>> {
        if self.found_in(&bytes, skeleton).is_empty() {
            return Some(bytes);
        }
        let mut out = Vec::new();
        self.write_filled(&bytes, skeleton, &mut out).ok()?;
        Some(Cow::Owned(out))
    }

    /// Writes the bytes, with each marker replaced by its part.
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
            let number = found.number.ok_or_else(|| {
                io::Error::other("the stored message is damaged: it refers to an unknown part")
            })?;
            if found.is_decoded {
                (skeleton.part)(number, out)?;
            } else {
                skeleton.write_encoded(number, out)?;
            }
        }
        out.write_all(bytes.get(kept..).unwrap_or_default())
    }

    /// Replaces the markers in a text with their parts, because the original text contains the base64, too. Leaves
    /// out the parts if together they exceed [`MAX_RESTORED_SIZE`].
    pub(crate) fn fill_text(self, text: String, skeleton: &Skeleton<'_>) -> String {
        let found = self.found_in(text.as_bytes(), skeleton);
        let sizes = found.iter().filter_map(|found| skeleton.cuts.get(found.number?)).map(|cut| cut.size);
        if sizes.fold(0, u64::saturating_add) > MAX_RESTORED_SIZE {
            return without_markers(text.as_bytes(), &found);
        }
        match self.fill(Cow::Borrowed(text.as_bytes()), skeleton) {
            None | Some(Cow::Borrowed(_)) => text,
            Some(Cow::Owned(filled)) => String::from_utf8_lossy(&filled).into_owned(),
        }
    }

    /// Returns the markers in these bytes, in order.
    pub(crate) fn found_in(self, bytes: &[u8], skeleton: &Skeleton<'_>) -> Vec<FoundMarker> {
        if skeleton.cuts.is_empty() {
            return Vec::new();
        }
        let letters = self.letters(0);
        let letters = letters.get(..DIGEST_LETTERS).unwrap_or_default();
        let written = memmem::find_iter(bytes, letters).filter_map(|at| {
            let end = at.checked_add(MARKER_LETTERS)?;
            let decoded = STANDARD.decode_to_vec(bytes.get(at..end)?).ok();
            let number = decoded.and_then(|decoded| self.number_of(&decoded));
            Some(FoundMarker { at, end, number, is_decoded: false })
        });
        let decoded = memmem::find_iter(bytes, &self.digest_prefix).filter_map(|at| {
            let end = at.checked_add(MARKER_BYTES)?;
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

/// Maximum total size of the parts that are restored in a text, in bytes.
const MAX_RESTORED_SIZE: u64 = 32 << 20;

/// A marker that was found in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoundMarker {
    pub at: usize,
    pub end: usize,
    /// Number of the part, or `None` if there is no such part.
    pub number: Option<usize>,
    /// True if the marker replaces decoded bytes, false if it replaces encoded letters.
    pub is_decoded: bool,
}

fn without_markers(text: &[u8], found: &[FoundMarker]) -> String {
    let mut out = Vec::new();
    let mut kept = 0;
    for found in found {
        out.extend_from_slice(text.get(kept..found.at).unwrap_or_default());
        kept = found.end;
    }
    out.extend_from_slice(text.get(kept..).unwrap_or_default());
    String::from_utf8_lossy(&out).into_owned()
}

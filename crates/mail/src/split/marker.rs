//! What stands in a skeleton in place of a part.

use std::borrow::Cow;

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
        if skeleton.cuts.is_empty() {
            return Some(bytes);
        }
        let written = self.letters(0);
        let written = written.get(..OWN_LETTERS).unwrap_or_default();
        let bytes = replace(bytes, written, LETTERS, |marker, out| {
            let number = STANDARD.decode_to_vec(marker).ok().and_then(|bytes| self.number_of(&bytes))?;
            let layout = skeleton.cuts.get(number)?.layout;
            layout.encode(&(skeleton.part)(number)?, out);
            Some(())
        })?;
        replace(bytes, &self.own, BYTES, |marker, out| {
            out.extend_from_slice(&(skeleton.part)(self.number_of(marker)?)?);
            Some(())
        })
    }

    /// The same for text. What stands there in base64 is no text that anybody reads, but it stood there.
    pub(crate) fn fill_text(self, text: String, skeleton: &Skeleton<'_>) -> String {
        match self.fill(Cow::Borrowed(text.as_bytes()), skeleton) {
            None | Some(Cow::Borrowed(_)) => text,
            Some(Cow::Owned(filled)) => String::from_utf8_lossy(&filled).into_owned(),
        }
    }
}

/// Replaces all that begins with `begin` and is `length` long by what `write` makes of it. `None` if it can make nothing
/// of one.
fn replace<'b>(
    bytes: Cow<'b, [u8]>,
    begin: &[u8],
    length: usize,
    mut write: impl FnMut(&[u8], &mut Vec<u8>) -> Option<()>,
) -> Option<Cow<'b, [u8]>> {
    let found: Vec<usize> = memmem::find_iter(&bytes, begin).collect();
    if found.is_empty() {
        return Some(bytes);
    }
    let mut out = Vec::new();
    let mut kept = 0;
    for at in found {
        let end = at.saturating_add(length);
        let Some(marker) = bytes.get(at..end) else { continue };
        out.extend_from_slice(bytes.get(kept..at).unwrap_or_default());
        write(marker, &mut out)?;
        kept = end;
    }
    out.extend_from_slice(bytes.get(kept..).unwrap_or_default());
    Some(Cow::Owned(out))
}

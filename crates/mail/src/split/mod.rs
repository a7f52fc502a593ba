//! A message apart from its large attachments.
//!
//! A large part that is written in base64 is taken out and a marker put in its place. What is left is small enough to
//! parse and keep at no cost worth naming, and the part's bytes can be shared by all messages that carry them. Putting
//! both together gives the message back, byte for byte; a part that could not be written again exactly stays.
//!
//! A marker is base64 itself: 15 bytes of the message's own digest, which nobody can write into that message, and the
//! number of the part. So a parser takes it for the part, and finds it wherever it carries it.
//!
//! A message too large to be held is taken apart as it is read ([`Giant`]); of its long texts only the beginnings stay.

mod base64;
mod giant;
mod marker;
mod run;
mod window;

use std::borrow::Cow;
use std::io::{self, Write};

pub use base64::Layout;
pub use giant::{Giant, Stretch, write_part};
pub(crate) use marker::{FoundMarker, Marker};

use crate::identity::{Digest, digest_of};
use base64::Encoder;
use run::runs;

/// Parts that are taken out of one message.
const MOST: usize = 10_000;

/// A part that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Where its marker begins in the skeleton.
    pub at: u64,
    /// How it was written.
    pub layout: Layout,
    /// Size of its bytes.
    pub size: u64,
    /// BLAKE3 digest of its bytes.
    pub digest: Digest,
}

/// A message apart from its large attachments.
#[derive(Debug)]
pub struct Split<'r> {
    /// BLAKE3 digest of the whole message.
    pub digest: Digest,
    /// The message with markers in place of what was taken out.
    pub skeleton: Cow<'r, [u8]>,
    /// What was taken out, in order.
    pub cuts: Vec<Cut>,
    /// The bytes of what was taken out.
    pub parts: Vec<Vec<u8>>,
}

/// Writes the bytes of a part, by its number.
pub type WritePart<'s> = dyn Fn(usize, &mut dyn Write) -> io::Result<()> + 's;

/// A skeleton, and where to get what was taken out of it.
#[derive(Clone, Copy)]
pub struct Skeleton<'s> {
    /// BLAKE3 digest of the whole message.
    pub digest: &'s Digest,
    /// The message with markers in place of what was taken out.
    pub bytes: &'s [u8],
    /// What was taken out.
    pub cuts: &'s [Cut],
    /// Writes the bytes of a part; an error if they are lost, or cannot be written.
    pub part: &'s WritePart<'s>,
}

impl<'r> Split<'r> {
    /// Takes a message apart.
    pub fn of(raw: &'r [u8]) -> Self {
        let digest = digest_of(raw);
        let mut skeleton = Vec::new();
        let (mut cuts, mut parts) = (Vec::new(), Vec::new());
        let mut kept = 0;
        for run in runs(raw).take(MOST) {
            skeleton.extend_from_slice(raw.get(kept..run.start).unwrap_or_default());
            let cut = Cut {
                at: skeleton.len() as u64,
                layout: run.layout,
                size: run.bytes.len() as u64,
                digest: digest_of(&run.bytes),
            };
            skeleton.extend_from_slice(&Marker::of(&digest).letters(cuts.len()));
            kept = run.end;
            cuts.push(cut);
            parts.push(run.bytes);
        }
        if cuts.is_empty() {
            return Self { digest, skeleton: Cow::Borrowed(raw), cuts, parts };
        }
        skeleton.extend_from_slice(raw.get(kept..).unwrap_or_default());
        Self { digest, skeleton: Cow::Owned(skeleton), cuts, parts }
    }

    /// Bytes of the whole message.
    pub fn size(&self) -> u64 {
        let markers = (self.cuts.len() as u64).saturating_mul(marker::LETTERS as u64);
        let parts = self.cuts.iter().map(|cut| cut.layout.encoded_size(cut.size));
        parts.fold((self.skeleton.len() as u64).saturating_sub(markers), u64::saturating_add)
    }

    /// Calls `read` with the skeleton.
    pub fn with<T>(&self, read: impl FnOnce(&Skeleton<'_>) -> T) -> T {
        let part = |number: usize, out: &mut dyn Write| {
            out.write_all(self.parts.get(number).ok_or(io::ErrorKind::NotFound)?)
        };
        read(&Skeleton { digest: &self.digest, bytes: &self.skeleton, cuts: &self.cuts, part: &part })
    }
}

impl<'s> Skeleton<'s> {
    /// The bytes of a part; `None` if they are lost.
    pub(crate) fn part_bytes(&self, number: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        (self.part)(number, &mut bytes).ok()?;
        Some(bytes)
    }

    /// Writes a part as it stood in the message.
    pub(crate) fn write_encoded(&self, number: usize, out: &mut dyn Write) -> io::Result<()> {
        let cut = self.cuts.get(number).ok_or(io::ErrorKind::NotFound)?;
        let mut encoder = Encoder::new(cut.layout, out);
        (self.part)(number, &mut encoder)?;
        encoder.finish()
    }

    /// True if text was taken out that did not end within reason.
    pub(crate) fn lacks_text(&self) -> bool {
        self.cuts.iter().any(|cut| cut.layout.is_verbatim())
    }

    /// The skeleton as it is read: where text was taken out, nothing stands.
    pub(crate) fn readable(&self) -> Cow<'s, [u8]> {
        if !self.lacks_text() {
            return Cow::Borrowed(self.bytes);
        }
        let mut readable = Vec::with_capacity(self.bytes.len());
        let mut kept = 0;
        for cut in self.cuts.iter().filter(|cut| cut.layout.is_verbatim()) {
            let at = usize::try_from(cut.at).unwrap_or(usize::MAX);
            readable.extend_from_slice(self.bytes.get(kept..at).unwrap_or_default());
            kept = at.saturating_add(marker::LETTERS);
        }
        readable.extend_from_slice(self.bytes.get(kept..).unwrap_or_default());
        Cow::Owned(readable)
    }
}

/// Puts a message together again. `None` if a part is lost or the skeleton is not one.
pub fn join(skeleton: &Skeleton<'_>) -> Option<Vec<u8>> {
    let mut raw = Vec::new();
    join_to(skeleton, &mut raw).ok()?;
    Some(raw)
}

/// Writes a message that is put together again. An error if a part is lost, the skeleton is not one, or it cannot be written.
pub fn join_to(skeleton: &Skeleton<'_>, out: &mut dyn Write) -> io::Result<()> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "it cannot be put together");
    let mut kept = 0;
    for (number, cut) in skeleton.cuts.iter().enumerate() {
        let at = usize::try_from(cut.at).map_err(|_| broken())?;
        out.write_all(skeleton.bytes.get(kept..at).ok_or_else(broken)?)?;
        kept = at.checked_add(marker::LETTERS).ok_or_else(broken)?;
        skeleton.write_encoded(number, out)?;
    }
    out.write_all(skeleton.bytes.get(kept..).ok_or_else(broken)?)
}

#[cfg(test)]
mod tests;

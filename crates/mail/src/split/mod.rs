//! Splits a message into a skeleton and its large parts.
//!
//! A large base64 part is removed, and a marker replaces it. The skeleton is small, so that it can be parsed and
//! stored quickly. The bytes of a part are stored once for all messages that contain the part. Skeleton and parts
//! together restore the message, byte for byte. A part that cannot be encoded again exactly stays in the skeleton.
//!
//! A marker is base64 as well. It contains 15 bytes of the message's digest, which nobody can know while writing
//! the message, and the number of the part. A parser reads the marker as the content of the part, so the marker is
//! found in the parsed content.
//!
//! A message that is too large for memory is split while it is read ([`Giant`]). Only the beginnings of its long
//! texts stay in the skeleton.

mod base64;
mod base64_part;
mod giant;
mod marker;
mod window;

use std::borrow::Cow;
use std::io::{self, Write};

pub use base64::Base64Layout;
pub use giant::{ByteRange, Giant, write_part};
pub(crate) use marker::{FoundMarker, Marker};

use crate::digest::{Digest, digest_of};
use base64::Encoder;
use base64_part::base64_parts;

/// Maximum number of parts that are removed from one message.
const MAX_PARTS: usize = 10_000;

/// A large part that was removed from a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Offset of the marker in the skeleton.
    pub at: u64,
    /// The line format of the base64.
    pub layout: Base64Layout,
    /// Number of decoded bytes.
    pub size: u64,
    /// BLAKE3 digest of the decoded bytes.
    pub digest: Digest,
}

/// A message as a skeleton and its large parts.
#[derive(Debug)]
pub struct Split<'r> {
    /// BLAKE3 digest of the whole message.
    pub digest: Digest,
    /// The message with a marker for each removed part.
    pub skeleton: Cow<'r, [u8]>,
    /// The removed parts, in order.
    pub cuts: Vec<Cut>,
    /// The decoded bytes of the removed parts.
    pub parts: Vec<Vec<u8>>,
}

/// Writes the decoded bytes of the part with this number. Fails if the bytes are lost or the output fails.
pub type WritePart<'s> = dyn Fn(usize, &mut dyn Write) -> io::Result<()> + 's;

/// A skeleton, with access to the removed parts.
#[derive(Clone, Copy)]
pub struct Skeleton<'s> {
    /// BLAKE3 digest of the whole message.
    pub digest: &'s Digest,
    /// The message with a marker for each removed part.
    pub bytes: &'s [u8],
    /// The removed parts, in order.
    pub cuts: &'s [Cut],
    /// Writes the decoded bytes of a part. Fails if the bytes are lost or the output fails.
    pub part: &'s WritePart<'s>,
}

impl<'r> Split<'r> {
    /// Splits a message.
    pub fn of(raw: &'r [u8]) -> Self {
        let digest = digest_of(raw);
        let mut skeleton = Vec::new();
        let (mut cuts, mut parts) = (Vec::new(), Vec::new());
        let mut kept = 0;
        for part in base64_parts(raw).take(MAX_PARTS) {
            skeleton.extend_from_slice(raw.get(kept..part.start).unwrap_or_default());
            let cut = Cut {
                at: skeleton.len() as u64,
                layout: part.layout,
                size: part.bytes.len() as u64,
                digest: digest_of(&part.bytes),
            };
            skeleton.extend_from_slice(&Marker::of(&digest).letters(cuts.len()));
            kept = part.end;
            cuts.push(cut);
            parts.push(part.bytes);
        }
        if cuts.is_empty() {
            return Self { digest, skeleton: Cow::Borrowed(raw), cuts, parts };
        }
        skeleton.extend_from_slice(raw.get(kept..).unwrap_or_default());
        Self { digest, skeleton: Cow::Owned(skeleton), cuts, parts }
    }

    /// Returns the size of the whole message, in bytes.
    pub fn size(&self) -> u64 {
        let markers = (self.cuts.len() as u64).saturating_mul(marker::MARKER_LETTERS as u64);
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
    /// Returns the decoded bytes of a part, or `None` if they are lost.
    pub(crate) fn part_bytes(&self, number: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        (self.part)(number, &mut bytes).ok()?;
        Some(bytes)
    }

    /// Writes a part in its original encoding.
    pub(crate) fn write_encoded(&self, number: usize, out: &mut dyn Write) -> io::Result<()> {
        let cut = self.cuts.get(number).ok_or(io::ErrorKind::NotFound)?;
        let mut encoder = Encoder::new(cut.layout, out);
        (self.part)(number, &mut encoder)?;
        encoder.finish()
    }

    /// Returns true if the ends of long texts were removed.
    pub(crate) fn lacks_text(&self) -> bool {
        self.cuts.iter().any(|cut| cut.layout.is_verbatim())
    }

    /// Returns the skeleton for parsing, without the markers of removed text.
    pub(crate) fn readable(&self) -> Cow<'s, [u8]> {
        if !self.lacks_text() {
            return Cow::Borrowed(self.bytes);
        }
        let mut readable = Vec::with_capacity(self.bytes.len());
        let mut kept = 0;
        for cut in self.cuts.iter().filter(|cut| cut.layout.is_verbatim()) {
            let at = usize::try_from(cut.at).unwrap_or(usize::MAX);
            readable.extend_from_slice(self.bytes.get(kept..at).unwrap_or_default());
            kept = at.saturating_add(marker::MARKER_LETTERS);
        }
        readable.extend_from_slice(self.bytes.get(kept..).unwrap_or_default());
        Cow::Owned(readable)
    }
}

/// Restores a message. Returns `None` if a part is lost or the skeleton is invalid.
pub fn restore(skeleton: &Skeleton<'_>) -> Option<Vec<u8>> {
    let mut raw = Vec::new();
    restore_to(skeleton, &mut raw).ok()?;
    Some(raw)
}

/// Writes a restored message. Fails if a part is lost, the skeleton is invalid, or `out` fails.
pub fn restore_to(skeleton: &Skeleton<'_>, out: &mut dyn Write) -> io::Result<()> {
    let broken =
        || io::Error::new(io::ErrorKind::InvalidData, "the stored message is damaged and cannot be restored");
    let mut kept = 0;
    for (number, cut) in skeleton.cuts.iter().enumerate() {
        let at = usize::try_from(cut.at).map_err(|_| broken())?;
        out.write_all(skeleton.bytes.get(kept..at).ok_or_else(broken)?)?;
        kept = at.checked_add(marker::MARKER_LETTERS).ok_or_else(broken)?;
        skeleton.write_encoded(number, out)?;
    }
    out.write_all(skeleton.bytes.get(kept..).ok_or_else(broken)?)
}

#[cfg(test)]
mod tests;

//! A message apart from its large attachments.
//!
//! A large part that is written in base64 is taken out and a marker put in its place. What is left is small enough to
//! parse and keep at no cost worth naming, and the part's bytes can be shared by all messages that carry them. Putting
//! both together gives the message back, byte for byte; a part that could not be written again exactly stays.
//!
//! A marker is base64 itself: 15 bytes of the message's own digest, which nobody can write into that message, and the
//! number of the part. So a parser takes it for the part, and finds it wherever it carries it.

mod base64;
mod marker;
mod run;

use std::borrow::Cow;

pub use base64::Layout;
pub(crate) use marker::Marker;

use crate::identity::{Digest, digest_of};
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

/// A skeleton, and where to get what was taken out of it.
#[derive(Clone, Copy)]
pub struct Skeleton<'s> {
    /// BLAKE3 digest of the whole message.
    pub digest: &'s Digest,
    /// The message with markers in place of what was taken out.
    pub bytes: &'s [u8],
    /// What was taken out.
    pub cuts: &'s [Cut],
    /// Gives the bytes of a part by its number; `None` if they are lost.
    pub part: &'s dyn Fn(usize) -> Option<Vec<u8>>,
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
        let part = |number: usize| self.parts.get(number).cloned();
        read(&Skeleton { digest: &self.digest, bytes: &self.skeleton, cuts: &self.cuts, part: &part })
    }
}

/// Puts a message together again. `None` if a part is lost or the skeleton is not one.
pub fn join(skeleton: &Skeleton<'_>) -> Option<Vec<u8>> {
    let mut raw = Vec::new();
    let mut kept = 0;
    for (number, cut) in skeleton.cuts.iter().enumerate() {
        let at = usize::try_from(cut.at).ok()?;
        raw.extend_from_slice(skeleton.bytes.get(kept..at)?);
        kept = at.checked_add(marker::LETTERS)?;
        cut.layout.encode(&(skeleton.part)(number)?, &mut raw);
    }
    raw.extend_from_slice(skeleton.bytes.get(kept..)?);
    Some(raw)
}

#[cfg(test)]
mod tests;

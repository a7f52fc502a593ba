//! A message of an MBOX.

use crate::eml::LARGEST;

/// A message with what stood around it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where its first byte lies.
    pub offset: u64,
    /// The separator line before it, without its end.
    pub separator: String,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// True if its length was given, and lines that begin with `From ` stand in it unquoted (mboxcl2).
    pub unquoted: bool,
    /// True if it was too large and its end is missing.
    pub cut: bool,
    /// True if nobody wanted it; its bytes were not kept.
    pub skipped: bool,
}

impl Entry {
    /// Adds bytes, as far as there is room and somebody wants them.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let room = LARGEST.saturating_sub(u64::try_from(self.raw.len()).unwrap_or(u64::MAX));
        let take = usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len());
        self.cut |= take < bytes.len();
        if !self.skipped {
            self.raw.extend_from_slice(bytes.get(..take).unwrap_or_default());
        }
    }
}

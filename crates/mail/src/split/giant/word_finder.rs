//! Finds the word `base64` in a message that is not in memory.

use std::io::{self, Read, Seek};

use memchr::memmem;

use super::VIEW;
use crate::split::window::Window;

/// Searches for the word in lower and upper case, without its first letter.
pub(super) struct WindowWordFinder([WordSearch; 2]);

/// The search for one spelling.
struct WordSearch {
    letters: &'static [u8],
    /// Offset of the next match.
    next: Option<u64>,
    /// Offset up to which the message was searched.
    searched: u64,
}

impl Default for WindowWordFinder {
    fn default() -> Self {
        Self([b"ase64", b"ASE64"].map(|letters| WordSearch { letters, next: None, searched: 0 }))
    }
}

impl WindowWordFinder {
    /// Returns the next match at or after `from`. Each of the two searches reads the message once.
    pub(super) fn next_from(
        &mut self,
        from: u64,
        window: &mut Window<impl Read + Seek>,
    ) -> io::Result<Option<u64>> {
        for word in &mut self.0 {
            word.next = word.next.filter(|&next| next >= from);
            word.searched = word.searched.max(from);
        }
        loop {
            let first = self.0.iter().filter_map(|word| word.next).min();
            let is_behind =
                |word: &WordSearch| word.next.is_some() || first.is_some_and(|first| word.searched >= first);
            if first.is_some() && self.0.iter().all(is_behind) {
                return Ok(first);
            }
            let missing = self.0.iter_mut().filter(|word| word.next.is_none());
            let Some(word) = missing.min_by_key(|word| word.searched) else { return Ok(first) };
            let view = window.view(word.searched, VIEW)?;
            if let Some(at) = memmem::find(view, word.letters) {
                word.next = Some(word.searched.saturating_add(at as u64));
                continue;
            }
            let is_end = view.len() < VIEW;
            let end = word.searched.saturating_add(view.len() as u64);
            // A match may begin in this view and end after this view.
            word.searched = if is_end { end } else { end.saturating_sub(4) };
            if is_end && first.is_none() && self.0.iter().all(|word| word.searched >= end) {
                return Ok(None);
            }
        }
    }
}

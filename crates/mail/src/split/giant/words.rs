//! Finding the word `base64` in a message that is not in memory.

use std::io::{self, Read, Seek};

use memchr::memmem;

use super::PIECE;
use crate::split::window::Window;

/// Where the word stands, in small and in capital letters, without its first one.
pub(super) struct Words([Word; 2]);

struct Word {
    letters: &'static [u8],
    /// Where it was found.
    next: Option<u64>,
    /// Up to where it was looked for.
    looked: u64,
}

impl Default for Words {
    fn default() -> Self {
        Self([b"ase64", b"ASE64"].map(|letters| Word { letters, next: None, looked: 0 }))
    }
}

impl Words {
    /// The next one that begins at `from` or behind it. Each of the two is looked for once in all of the message.
    pub(super) fn next_from(
        &mut self,
        from: u64,
        window: &mut Window<impl Read + Seek>,
    ) -> io::Result<Option<u64>> {
        for word in &mut self.0 {
            word.next = word.next.filter(|&next| next >= from);
            word.looked = word.looked.max(from);
        }
        loop {
            let first = self.0.iter().filter_map(|word| word.next).min();
            let is_behind =
                |word: &Word| word.next.is_some() || first.is_some_and(|first| word.looked >= first);
            if first.is_some() && self.0.iter().all(is_behind) {
                return Ok(first);
            }
            let missing = self.0.iter_mut().filter(|word| word.next.is_none());
            let Some(word) = missing.min_by_key(|word| word.looked) else { return Ok(first) };
            let view = window.view(word.looked, PIECE)?;
            if let Some(at) = memmem::find(view, word.letters) {
                word.next = Some(word.looked.saturating_add(at as u64));
                continue;
            }
            let is_end = view.len() < PIECE;
            let end = word.looked.saturating_add(view.len() as u64);
            // It may stand across the end of what is looked at.
            word.looked = if is_end { end } else { end.saturating_sub(4) };
            if is_end && first.is_none() && self.0.iter().all(|word| word.looked >= end) {
                return Ok(None);
            }
        }
    }
}

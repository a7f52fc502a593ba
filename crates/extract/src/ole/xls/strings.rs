//! Reads strings of Excel 97 to 2003. A string may continue in the next record, and the number of bytes per
//! character may change there.

use crate::bytes::{size_at, slice_at, u16_at};
use crate::charset::utf16le;

/// Maximum number of shared strings of a workbook.
const MAX_TEXTS: usize = 1 << 20;

/// Reads at most `count` characters. The flag byte at `at` decides whether a character has one or two bytes.
pub(super) fn wide(body: &[u8], at: usize, count: usize) -> Option<String> {
    let flags = *body.get(at)?;
    let rest = body.get(at.checked_add(1)?..)?;
    Some(letters(rest, count, flags).0)
}

/// Reads at most `count` characters. Returns the characters and the number of bytes that were read.
fn letters(bytes: &[u8], count: usize, flags: u8) -> (String, usize) {
    if flags & 1 == 0 {
        let taken = bytes.get(..count.min(bytes.len())).unwrap_or_default();
        return (taken.iter().copied().map(char::from).collect(), taken.len());
    }
    let len = count.saturating_mul(2).min(bytes.len() & !1);
    (utf16le(bytes.get(..len).unwrap_or_default()), len)
}

/// Returns the shared strings of a workbook (`SST`, [MS-XLS] 2.4.265), up to the first damaged one. `pieces`
/// contains the `SST` record and its `Continue` records.
pub(super) fn shared(pieces: &[&[u8]]) -> Vec<String> {
    let Some((first, rest)) = pieces.split_first() else { return Vec::new() };
    let count = size_at(first, 4).unwrap_or(0).min(MAX_TEXTS);
    let mut reader = StringReader { piece: first.get(8..).unwrap_or_default(), rest };
    let mut texts = Vec::new();
    while texts.len() < count {
        let Some(text) = reader.text() else { break };
        texts.push(text);
    }
    texts
}

/// A reader of strings in a record and its `Continue` records.
struct StringReader<'b> {
    piece: &'b [u8],
    rest: &'b [&'b [u8]],
}

impl<'b> StringReader<'b> {
    /// Reads an `XLUnicodeRichExtendedString` ([MS-XLS] 2.5.293).
    fn text(&mut self) -> Option<String> {
        if self.piece.is_empty() {
            self.next_piece()?;
        }
        let (count, flags) = (u16_at(self.piece, 0)?, *self.piece.get(2)?);
        self.skip(3)?;
        let runs = if flags & 8 != 0 { usize::from(u16_at(self.take(2)?, 0)?) } else { 0 };
        let more = if flags & 4 != 0 { size_at(self.take(4)?, 0)? } else { 0 };
        let text = self.letters(usize::from(count), flags);
        self.skip(runs.checked_mul(4)?.checked_add(more)?);
        Some(text)
    }

    /// Reads characters that may continue in the next record. The first byte of that record is a new flag byte.
    fn letters(&mut self, count: usize, flags: u8) -> String {
        let (mut text, mut flags) = (String::new(), flags);
        let mut left = count;
        while left > 0 {
            let (letters, taken) = letters(self.piece, left, flags);
            let got = if flags & 1 == 0 { taken } else { taken >> 1 };
            left = left.saturating_sub(got);
            text.push_str(&letters);
            self.piece = self.piece.get(taken..).unwrap_or_default();
            if left > 0 {
                let Some(next) = self.next_piece().and_then(|()| self.take(1)) else { break };
                flags = next.first().copied().unwrap_or(0);
            }
        }
        text
    }

    fn take(&mut self, len: usize) -> Option<&'b [u8]> {
        let taken = slice_at(self.piece, 0, len)?;
        self.piece = self.piece.get(len..)?;
        Some(taken)
    }

    fn skip(&mut self, len: usize) -> Option<()> {
        let mut left = len;
        while left > self.piece.len() {
            left = left.saturating_sub(self.piece.len());
            self.next_piece()?;
        }
        self.piece = self.piece.get(left..)?;
        Some(())
    }

    fn next_piece(&mut self) -> Option<()> {
        let (next, rest) = self.rest.split_first()?;
        (self.piece, self.rest) = (next, rest);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn strings_continue_in_the_next_record() {
        let head = [2, 0, 0, 0, 2, 0, 0, 0];
        let first: Vec<u8> = [&head[..], &[4, 0, 0], b"ab"].concat();
        // The rest of the first string, with two bytes per character. A string with formatting follows.
        let second: Vec<u8> = [&[1, b'c', 0, 0xFC, 0, 3, 0, 8, 1, 0][..], b"xyz", &[0, 0, 0, 0]].concat();
        assert_eq!(shared(&[&first, &second]), ["abcü", "xyz"]);
        for cut in 0..second.len() {
            assert!(shared(&[&first, &second[..cut]]).len() <= 2);
        }
    }
}

//! Structures of numbers in the order of the file, low bytes first.

/// Bytes that are read from the front.
pub(super) struct Bytes<'x>(pub(super) &'x [u8]);

impl<'x> Bytes<'x> {
    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    pub(super) fn word(&mut self) -> Option<u16> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_le_bytes(*word))
    }

    pub(super) fn dword(&mut self) -> Option<u32> {
        let (dword, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*dword))
    }

    /// A count and so many numbers.
    pub(super) fn dwords(&mut self) -> Option<Vec<u32>> {
        // More than any calendar has.
        const LIMIT: u32 = 10_000;
        let count = self.dword()?;
        if count > LIMIT {
            return None;
        }
        (0..count).map(|_| self.dword()).collect()
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A text in UTF-16 behind the count of its characters, which has two bytes.
    pub(super) fn wide(&mut self) -> Option<String> {
        let count = self.word()?;
        let bytes = self.take(usize::from(count).checked_mul(2)?)?;
        let units =
            bytes.chunks_exact(2).map(|unit| unit.first_chunk().copied().map_or(0, u16::from_le_bytes));
        Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect())
    }
}

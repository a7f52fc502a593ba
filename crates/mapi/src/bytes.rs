//! Readers of little-endian integers. They return `None` if the data is too short.

pub(crate) fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    array_at(bytes, at).map(u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    array_at(bytes, at).map(u32::from_le_bytes)
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    array_at(bytes, at).map(u64::from_le_bytes)
}

/// Returns the slice of `len` bytes at offset `at`.
pub(crate) fn slice_at(bytes: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(len)?)
}

/// Decodes UTF-16LE. Invalid units become U+FFFD, and an odd last byte is dropped.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    let whole = bytes.get(..bytes.len() & !1).unwrap_or_default();
    encoding_rs::UTF_16LE.decode_without_bom_handling(whole).0.into_owned()
}

/// Reads data from the beginning to the end. Its methods return `None` if too few bytes remain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'b> {
    rest: &'b [u8],
}

impl<'b> Cursor<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns the remaining data.
    pub(crate) fn rest(&self) -> &'b [u8] {
        self.rest
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Reads bytes that are padded to a multiple of four. The last padding may be missing.
    pub(crate) fn take_padded(&mut self, count: usize) -> Option<&'b [u8]> {
        let taken = self.take(count)?;
        let padding = count.next_multiple_of(4).saturating_sub(count).min(self.rest.len());
        self.rest = self.rest.get(padding..).unwrap_or_default();
        Some(taken)
    }

    pub(crate) fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    /// Reads a 32-bit count and that many 32-bit integers. Returns `None` for more than 10,000, because no
    /// calendar has more.
    pub(crate) fn u32_list(&mut self) -> Option<Vec<u32>> {
        const LIMIT: u32 = 10_000;
        let count = self.u32()?;
        if count > LIMIT {
            return None;
        }
        (0..count).map(|_| self.u32()).collect()
    }

    /// Reads a 16-bit count of UTF-16 code units, and then the string.
    pub(crate) fn counted_utf16(&mut self) -> Option<String> {
        let count = self.u16()?;
        self.take(usize::from(count).checked_mul(2)?).map(utf16)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.first_chunk().copied()
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// Reads a 32-bit count or length.
    pub(crate) fn count(&mut self) -> Option<usize> {
        self.u32().and_then(|count| usize::try_from(count).ok())
    }
}

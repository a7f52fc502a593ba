//! Little-endian integers that are appended to a buffer, and conversions that saturate.

use crate::Layout;
use crate::bytes::low_half;

/// Appends little-endian integers.
pub(super) trait Put {
    fn put_u8(&mut self, value: u8);
    fn put_u16(&mut self, value: u16);
    fn put_u32(&mut self, value: u32);
    fn put_u64(&mut self, value: u64);
    /// Appends a `BID`, an `IB`, or a `NID` that is padded to the same size.
    fn put_id(&mut self, layout: Layout, value: u64);
    /// Appends zeros up to a length in bytes. Does not change a longer buffer.
    fn pad_to(&mut self, len: usize);
}

impl Put for Vec<u8> {
    fn put_u8(&mut self, value: u8) {
        self.push(value);
    }

    fn put_u16(&mut self, value: u16) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_u32(&mut self, value: u32) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_u64(&mut self, value: u64) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_id(&mut self, layout: Layout, value: u64) {
        match layout {
            Layout::Ansi => self.put_u32(low_half(value)),
            Layout::Unicode | Layout::Unicode4k => self.put_u64(value),
        }
    }

    fn pad_to(&mut self, len: usize) {
        if self.len() < len {
            self.resize(len, 0);
        }
    }
}

/// Converts a count that its structure keeps below 65,536.
pub(super) fn saturating_u16(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// Converts a count that its structure keeps below 256.
pub(super) fn saturating_u8(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// Overwrites bytes from an offset on. Bytes that do not fit are ignored.
pub(super) fn overwrite(bytes: &mut [u8], at: usize, with: &[u8]) {
    if let Some(room) = bytes.get_mut(at..) {
        room.iter_mut().zip(with).for_each(|(to, from)| *to = *from);
    }
}

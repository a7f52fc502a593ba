//! Little-endian integers at the end of a buffer, and sums that can't overflow in practice.

use crate::Layout;

pub(super) trait Put {
    fn put_u8(&mut self, value: u8);
    fn put_u16(&mut self, value: u16);
    fn put_u32(&mut self, value: u32);
    fn put_u64(&mut self, value: u64);
    /// A `BID`, `IB` or a `NID` that fills the place of one.
    fn put_place(&mut self, layout: Layout, value: u64);
    /// Zeros up to a length; longer buffers stay as they are.
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

    fn put_place(&mut self, layout: Layout, value: u64) {
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

/// The lower four bytes.
pub(super) fn low_half(value: u64) -> u32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// A count that its structure keeps below 65,536.
pub(super) fn small(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// A count that its structure keeps below 256.
pub(super) fn tiny(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// Overwrites bytes from a place on, as far as they fit.
pub(super) fn overwrite(bytes: &mut [u8], at: usize, with: &[u8]) {
    if let Some(room) = bytes.get_mut(at..) {
        room.iter_mut().zip(with).for_each(|(to, from)| *to = *from);
    }
}

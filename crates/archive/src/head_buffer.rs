//! A buffer for the first bytes of a stream.

use std::io::{self, Write};

/// Keeps the first bytes that are written to it. When the buffer is full, writing returns an error, so that the
/// writer stops.
pub(crate) struct HeadBuffer {
    pub bytes: Vec<u8>,
    capacity: usize,
}

impl HeadBuffer {
    /// Returns a buffer for at most `capacity` bytes.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { bytes: Vec::new(), capacity }
    }

    /// Returns true if the buffer cannot take more bytes.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= self.capacity
    }
}

impl Write for HeadBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_full() {
            return Err(io::Error::other("the buffer is full"));
        }
        let room = self.capacity.saturating_sub(self.bytes.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.bytes.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

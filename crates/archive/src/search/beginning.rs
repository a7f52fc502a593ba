//! The beginning of something that is written.

use std::io::{self, Write};

/// Takes the first bytes, and then no more: whoever writes gets an error, and stops.
pub(crate) struct Beginning {
    pub bytes: Vec<u8>,
    most: usize,
}

impl Beginning {
    /// Of at most so many bytes.
    pub(crate) fn of(most: usize) -> Self {
        Self { bytes: Vec::new(), most }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= self.most
    }
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_full() {
            return Err(io::Error::other("that is enough"));
        }
        let room = self.most.saturating_sub(self.bytes.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.bytes.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

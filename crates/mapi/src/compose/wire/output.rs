//! The destination of a composed message.

use std::io::{self, Write};

/// A writer that keeps the first error, and then writes nothing more.
pub(crate) struct Output<'w> {
    to: &'w mut dyn Write,
    error: Option<io::Error>,
}

impl<'w> Output<'w> {
    pub(crate) fn new(to: &'w mut dyn Write) -> Self {
        Self { to, error: None }
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        if self.error.is_none() {
            self.error = self.to.write_all(bytes).err();
        }
    }

    /// Returns true if an error occurred.
    pub(crate) fn is_broken(&self) -> bool {
        self.error.is_some()
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        self.error.map_or(Ok(()), Err)
    }
}

impl mail_builder::Writer for Output<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.put(bytes);
    }
}

//! Where a message goes while it is composed.

use std::io::{self, Write};

/// A writer whose first error is kept, and ends the writing.
pub(super) struct Out<'w> {
    to: &'w mut dyn Write,
    error: Option<io::Error>,
}

impl<'w> Out<'w> {
    pub(super) fn new(to: &'w mut dyn Write) -> Self {
        Self { to, error: None }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        if self.error.is_none() {
            self.error = self.to.write_all(bytes).err();
        }
    }

    /// True if nothing more can be written.
    pub(super) fn is_broken(&self) -> bool {
        self.error.is_some()
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.error.map_or(Ok(()), Err)
    }
}

impl mail_builder::Writer for Out<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.put(bytes);
    }
}

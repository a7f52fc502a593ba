//! A writer that digests the bytes that it passes on.

use std::io::{self, Write};

use foundmail_mail::{Digest, Digester};

/// Counts and digests the bytes that it passes on.
pub(crate) struct DigestWriter<W> {
    out: W,
    digester: Digester,
    /// Bytes so far.
    pub(crate) size: u64,
}

impl<W: Write> DigestWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, digester: Digester::default(), size: 0 }
    }

    /// Returns the digest of the bytes so far.
    pub(crate) fn digest(&self) -> Digest {
        self.digester.finish()
    }
}

impl<W: Write> Write for DigestWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.digester.write_all(bytes)?;
        self.size = self.size.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

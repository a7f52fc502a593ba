//! A writer that computes the digest of all bytes written through it.

use std::io::{self, Write};

use foundmail_mail::{Digest, Digester};

/// Passes bytes on to another writer, counts them and computes their digest.
pub(crate) struct DigestWriter<W> {
    out: W,
    digester: Digester,
    /// Number of bytes that were written.
    pub(crate) size: u64,
}

impl<W: Write> DigestWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, digester: Digester::default(), size: 0 }
    }

    /// Returns the digest of the bytes that were written.
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

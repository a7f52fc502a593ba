//! Bytes that are digested on their way.

use std::io::{self, Write};

use foundmail_mail::{Digest, Digester};

/// Counts and digests what it passes on.
pub(crate) struct Digested<W> {
    out: W,
    digester: Digester,
    /// Bytes so far.
    pub(crate) size: u64,
}

impl<W: Write> Digested<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, digester: Digester::default(), size: 0 }
    }

    pub(crate) fn digest(&self) -> Digest {
        self.digester.finish()
    }
}

impl<W: Write> Write for Digested<W> {
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

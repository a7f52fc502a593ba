//! A writer that computes the size and digest of the bytes that pass through it.

use std::io::{self, Write};

use foundmail_mapi::hex;
use sha2::{Digest, Sha256};

/// Passes bytes to another writer, counts them and computes their SHA-256 digest.
pub(crate) struct DigestWriter<W> {
    out: W,
    /// Number of bytes written.
    pub(crate) size: u64,
    hasher: Sha256,
    /// The last byte that was written.
    pub(crate) last: Option<u8>,
}

impl<W: Write> DigestWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, size: 0, hasher: Sha256::new(), last: None }
    }

    /// Returns the inner writer.
    pub(crate) fn into_inner(self) -> W {
        self.out
    }

    /// Returns the SHA-256 digest of the bytes written, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex(&self.hasher.clone().finalize())
    }
}

impl<W: Write> Write for DigestWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.hasher.update(bytes);
        self.size = self.size.saturating_add(bytes.len() as u64);
        self.last = bytes.last().copied().or(self.last);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

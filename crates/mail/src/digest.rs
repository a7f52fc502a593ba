//! BLAKE3 digests.

use std::io::{self, Write};

/// A BLAKE3 digest.
pub type Digest = [u8; 32];

/// Returns the digest of bytes.
pub fn digest_of(bytes: &[u8]) -> Digest {
    *blake3::hash(bytes).as_bytes()
}

/// A writer that computes the digest of all bytes written to it, like [`digest_of`].
#[derive(Debug, Clone, Default)]
pub struct Digester {
    hasher: blake3::Hasher,
}

impl Digester {
    /// Returns the digest of the bytes so far.
    pub fn finish(&self) -> Digest {
        *self.hasher.finalize().as_bytes()
    }
}

impl Write for Digester {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

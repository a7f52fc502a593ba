//! Compressed bytes, named by the digest of what they were.

use foundmail_mail::digest_of;

/// How a blob's bytes lie in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// As they are: they do not get smaller.
    Plain,
    /// One zstd frame (RFC 8878).
    Zstd,
}

/// A blob, ready to be written. Making one is the expensive part, and needs no archive.
#[derive(Debug, Clone)]
pub struct Blob {
    pub(crate) digest: [u8; 32],
    pub(crate) size: u64,
    pub(crate) codec: Codec,
    pub(crate) stored: Vec<u8>,
}

/// Speed over size: at this level mail shrinks to little more than at the ones that take five times as long.
const ZSTD_LEVEL: i32 = 3;

impl Codec {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Plain => 0,
            Self::Zstd => 1,
        }
    }

    pub(crate) fn of_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Plain),
            1 => Some(Self::Zstd),
            _ => None,
        }
    }
}

impl Blob {
    /// Compresses and digests `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let digest = digest_of(bytes);
        let size = bytes.len() as u64;
        match zstd::bulk::compress(bytes, ZSTD_LEVEL) {
            Ok(stored) if stored.len() < bytes.len() => Self { digest, size, codec: Codec::Zstd, stored },
            _ => Self { digest, size, codec: Codec::Plain, stored: bytes.to_vec() },
        }
    }

    /// BLAKE3 digest of the bytes.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Size of the bytes before compression.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Size of the bytes as they will be stored.
    pub fn stored_size(&self) -> usize {
        self.stored.len()
    }
}

/// Undoes the compression. `size` comes from the catalogue and bounds what is allocated.
pub(crate) fn unpack(stored: Vec<u8>, codec: Codec, size: u64) -> Result<Vec<u8>, String> {
    match codec {
        Codec::Plain => Ok(stored),
        Codec::Zstd => {
            let size = usize::try_from(size).map_err(|_| "too large for this computer".to_owned())?;
            zstd::bulk::decompress(&stored, size).map_err(|error| error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Blob, Codec, unpack};

    #[test]
    fn bytes_come_back() {
        let random: Vec<u8> = (0..999_u32).map(|i| blake3::hash(&i.to_le_bytes()).as_bytes()[0]).collect();
        for (bytes, codec) in
            [(vec![b'a'; 5000], Codec::Zstd), (random, Codec::Plain), (Vec::new(), Codec::Plain)]
        {
            let blob = Blob::new(&bytes);
            assert_eq!(blob.codec, codec);
            assert_eq!(unpack(blob.stored, blob.codec, blob.size), Ok(bytes));
        }
    }
}

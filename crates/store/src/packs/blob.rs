//! Blobs: bytes in a pack, identified by their digest.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use foundmail_mail::Digest;

/// The encoding of a blob's bytes in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// The bytes are stored unchanged, because compression would not make them smaller.
    Plain,
    /// One zstd frame (RFC 8878).
    Zstd,
    /// One zstd frame with a checksum. It contains a [recipe](super::recipe) and a skeleton.
    Recipe,
}

impl Codec {
    /// Returns the number of the codec in headers and in the catalogue.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Plain => 0,
            Self::Zstd => 1,
            Self::Recipe => 2,
        }
    }

    /// Returns the codec with this number, or `None` if the number is unknown.
    pub(crate) fn of_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Plain),
            1 => Some(Self::Zstd),
            2 => Some(Self::Recipe),
            _ => None,
        }
    }
}

/// A blob that is ready to be written. Making a blob is the expensive part of an import, and needs no access to
/// the archive.
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    /// Digest of the bytes before compression. For a recipe: digest of the restored message.
    pub digest: Digest,
    /// Bytes before compression. For a recipe: bytes of the restored message.
    pub size: u64,
    /// Encoding in the pack.
    pub codec: Codec,
    /// The bytes.
    pub body: BlobBody,
}

impl Blob {
    /// Returns the number of bytes that the blob holds in memory.
    pub(crate) fn size_in_memory(&self) -> usize {
        match &self.body {
            BlobBody::InMemory(bytes) => bytes.len(),
            BlobBody::Streamed(_) | BlobBody::AlreadyStored => 0,
        }
    }
}

/// The bytes of a blob that is to be written.
#[derive(Clone)]
pub(crate) enum BlobBody {
    /// The bytes as they will be stored.
    InMemory(Vec<u8>),
    /// A function that writes the bytes, before compression.
    Streamed(BlobStream),
    /// The archive already has a blob with this digest.
    AlreadyStored,
}

/// A function that writes the uncompressed bytes of a blob, which are not in memory. It can be called several
/// times.
pub(crate) type BlobStream = Arc<dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync>;

impl fmt::Debug for BlobBody {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InMemory(bytes) => write!(out, "{} bytes", bytes.len()),
            Self::Streamed(_) => out.write_str("streamed"),
            Self::AlreadyStored => out.write_str("stored"),
        }
    }
}

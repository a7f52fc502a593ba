//! Compressed bytes, named by the digest of what they were.

use foundmail_mail::{Digest, digest_of};
use zstd::bulk::{Compressor, Decompressor};

use crate::recipe;

/// How a blob's bytes lie in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// As they are: they do not get smaller.
    Plain,
    /// One zstd frame (RFC 8878).
    Zstd,
    /// One zstd frame with a checksum, of a [recipe](crate::recipe) and what it puts the parts into.
    Recipe,
}

/// A blob, ready to be written. Making one is the expensive part, and needs no archive.
#[derive(Debug, Clone)]
pub struct Blob {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
    pub(crate) codec: Codec,
    /// `None` if the archive has it already.
    pub(crate) stored: Option<Vec<u8>>,
}

/// Speed over size: an archive of mail with attachments is a third of a percent smaller at level 3, and takes a
/// twentieth longer to make.
const ZSTD_LEVEL: i32 = 1;
/// Bytes from within a large blob that are tried first. Pictures, archives and most of what PDFs hold are compressed
/// already; trying the whole of them would cost more than everything else.
const SAMPLE: usize = 4 * 1024;
/// Bytes below which such a piece got smaller: a few in a hundred are not worth the time, now and at each reading.
const SAMPLE_SHRUNK: usize = SAMPLE / 16 * 15;
/// A blob from this size on is tried first.
const SAMPLED: usize = 32 * 1024;

impl Codec {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Plain => 0,
            Self::Zstd => 1,
            Self::Recipe => 2,
        }
    }

    pub(crate) fn of_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Plain),
            1 => Some(Self::Zstd),
            2 => Some(Self::Recipe),
            _ => None,
        }
    }
}

impl Blob {
    /// Size of the bytes as they will be stored, 0 if they are already.
    pub fn stored_size(&self) -> usize {
        self.stored.as_ref().map_or(0, Vec::len)
    }
}

/// Makes blobs, one after the other.
pub(crate) struct Presser {
    /// `None` where there is no memory for one: then nothing is compressed.
    frames: Option<Compressor<'static>>,
}

impl Presser {
    pub(crate) fn new() -> Self {
        let frames = Compressor::new(ZSTD_LEVEL).and_then(|mut frames| {
            frames.include_checksum(true)?;
            Ok(frames)
        });
        Self { frames: frames.ok() }
    }

    /// Compresses bytes whose digest is known, if they get smaller.
    pub(crate) fn blob(&mut self, digest: Digest, bytes: Vec<u8>) -> Blob {
        let size = bytes.len() as u64;
        let smaller = if self.shrinks(&bytes) { self.press(&bytes) } else { None };
        match smaller.filter(|smaller| smaller.len() < bytes.len()) {
            Some(smaller) => Blob { digest, size, codec: Codec::Zstd, stored: Some(smaller) },
            None => Blob { digest, size, codec: Codec::Plain, stored: Some(bytes) },
        }
    }

    pub(crate) fn press(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.frames.as_mut()?.compress(bytes).ok()
    }

    fn shrinks(&mut self, bytes: &[u8]) -> bool {
        if bytes.len() < SAMPLED {
            return true;
        }
        // The beginning says little: a table of contents, a picture's description.
        let third = bytes.len() / 3;
        [third, third.saturating_mul(2)].iter().any(|&at| {
            let piece = bytes.get(at..at.saturating_add(SAMPLE)).unwrap_or_default();
            self.press(piece).is_some_and(|pressed| pressed.len() < SAMPLE_SHRUNK)
        })
    }
}

/// A blob that the archive is known to have.
pub(crate) fn known(digest: Digest, size: u64) -> Blob {
    Blob { digest, size, codec: Codec::Plain, stored: None }
}

/// Undoes the compression. `size`, that of the bytes or of the message, bounds what is allocated.
pub(crate) fn unpack(stored: Vec<u8>, codec: Codec, size: u64) -> Result<Vec<u8>, String> {
    match codec {
        Codec::Plain => Ok(stored),
        Codec::Zstd | Codec::Recipe => {
            let most = if codec == Codec::Recipe { recipe::most(size) } else { size };
            let most = usize::try_from(most).map_err(|_| "too large for this computer".to_owned())?;
            let said = Decompressor::upper_bound(&stored).unwrap_or(most);
            zstd::bulk::decompress(&stored, said.min(most)).map_err(|error| error.to_string())
        }
    }
}

/// True if these are the bytes that the digest names.
pub(crate) fn is_whole(bytes: &[u8], digest: &Digest) -> bool {
    digest_of(bytes) == *digest
}

#[cfg(test)]
mod tests {
    use foundmail_mail::digest_of;

    use super::{Codec, Presser, unpack};

    #[test]
    fn bytes_come_back() {
        let random: Vec<u8> =
            (0..9999_u32).flat_map(|i| *blake3::hash(&i.to_le_bytes()).as_bytes()).collect();
        let half = [random.clone(), vec![b'a'; 400_000]].concat();
        for (bytes, codec) in [
            (vec![b'a'; 5000], Codec::Zstd),
            (half, Codec::Zstd),
            (random[..999].to_vec(), Codec::Plain),
            (random, Codec::Plain),
            (Vec::new(), Codec::Plain),
        ] {
            let blob = Presser::new().blob(digest_of(&bytes), bytes.clone());
            assert_eq!(blob.codec, codec);
            assert_eq!(unpack(blob.stored.unwrap(), blob.codec, blob.size), Ok(bytes));
        }
    }
}

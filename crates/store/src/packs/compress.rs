//! Compression of blobs.

use std::cell::RefCell;
use std::io::{self, Read, Write};

use foundmail_mail::{Digest, digest_of};
use zstd::bulk::{Compressor, Decompressor};
use zstd::stream::read::Decoder;

use super::blob::{Blob, BlobBody, BlobStream, Codec};
use super::recipe::largest_recipe;

/// The zstd level. It favours speed: at level 3, an archive of mail with attachments is 0.3 % smaller, but takes 5
/// % longer to write.
pub(super) const ZSTD_LEVEL: i32 = 1;
/// Size in bytes of each sample. Two samples of a large blob are compressed first. The blob itself is compressed
/// only if a sample becomes smaller. Pictures, archives and most data in PDFs are already compressed, and
/// compressing such blobs again would take more time than everything else.
const SAMPLE: usize = 4 * 1024;
/// Size in bytes at which a blob counts as large, so that samples are compressed first.
const SAMPLED: usize = 32 * 1024;
/// Number of bytes that are decoded at once.
const PIECE: usize = 256 * 1024;

/// Makes blobs from bytes. It reuses its memory for all of them.
pub(crate) struct BlobCompressor {
    /// `None` if there is not enough memory for a compressor. Then all blobs are stored uncompressed.
    frames: Option<Compressor<'static>>,
}

impl BlobCompressor {
    pub(crate) fn new() -> Self {
        let frames = Compressor::new(ZSTD_LEVEL).and_then(|mut frames| {
            frames.include_checksum(true)?;
            Ok(frames)
        });
        Self { frames: frames.ok() }
    }

    /// Makes a blob of bytes with a known digest. The bytes are stored compressed if that makes them smaller.
    pub(crate) fn blob(&mut self, digest: Digest, bytes: Vec<u8>) -> Blob {
        let size = bytes.len() as u64;
        let smaller = if self.shrinks(&bytes) { self.compress(&bytes) } else { None };
        match smaller.filter(|smaller| smaller.len() < bytes.len()) {
            Some(smaller) => Blob { digest, size, codec: Codec::Zstd, body: BlobBody::InMemory(smaller) },
            None => Blob { digest, size, codec: Codec::Plain, body: BlobBody::InMemory(bytes) },
        }
    }

    /// Returns a zstd frame with the bytes, or `None` if there is not enough memory.
    pub(super) fn compress(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.frames.as_mut()?.compress(bytes).ok()
    }

    /// Makes a blob of bytes that are not in memory. `samples` are pieces of these bytes. The blob is compressed
    /// only if a sample becomes smaller.
    pub(super) fn streamed_blob(
        &mut self,
        digest: Digest,
        size: u64,
        samples: &[Vec<u8>],
        stream: BlobStream,
    ) -> Blob {
        let is_small = size < SAMPLED as u64;
        let codec = if is_small || self.samples_shrink(samples) { Codec::Zstd } else { Codec::Plain };
        Blob { digest, size, codec, body: BlobBody::Streamed(stream) }
    }

    fn shrinks(&mut self, bytes: &[u8]) -> bool {
        if bytes.len() < SAMPLED {
            return true;
        }
        // The beginning is not a typical sample: it can be a table of contents, or the description of a picture.
        let third = bytes.len() / 3;
        let at = |at: usize| bytes.get(at..at.saturating_add(SAMPLE)).unwrap_or_default();
        self.samples_shrink(&[at(third), at(third.saturating_mul(2))])
    }

    fn samples_shrink(&mut self, samples: &[impl AsRef<[u8]>]) -> bool {
        samples.iter().any(|piece| {
            // If compression saves only a few percent, it is not worth the time to compress now and to decompress
            // at each reading.
            let most = (piece.as_ref().len() / 16).saturating_mul(15);
            self.compress(piece.as_ref()).is_some_and(|compressed| compressed.len() < most)
        })
    }
}

/// Returns a blob that the archive already has.
pub(super) fn stored_blob(digest: Digest, size: u64) -> Blob {
    Blob { digest, size, codec: Codec::Plain, body: BlobBody::AlreadyStored }
}

/// Decodes stored bytes. `size` is the size in the blob's header; it limits the memory that is used. Returns the
/// reason if the bytes cannot be decoded.
pub(crate) fn decompress(stored: Vec<u8>, codec: Codec, size: u64) -> Result<Vec<u8>, String> {
    match codec {
        Codec::Plain => Ok(stored),
        Codec::Zstd | Codec::Recipe => {
            let most = if codec == Codec::Recipe { largest_recipe(size) } else { size };
            let most = usize::try_from(most)
                .map_err(|_| "the blob is too large for the memory of this computer".to_owned())?;
            let most = Decompressor::upper_bound(&stored).unwrap_or(most).min(most);
            FRAMES
                .with_borrow_mut(|frames| frames.decompress(&stored, most))
                .map_err(|error| error.to_string())
        }
    }
}

thread_local! {
    // A new decompressor asks the processor for its features. On a virtual machine, that takes longer than to
    // decompress a message.
    static FRAMES: RefCell<Decompressor<'static>> = RefCell::new(Decompressor::default());
}

/// Decodes a blob to `out` in small pieces, and checks its size and digest. `stored` reads the bytes in the pack.
/// Fails for a recipe, because the digest of a recipe is that of the restored message.
pub(crate) fn copy_decoded(
    stored: impl Read,
    codec: Codec,
    size: u64,
    digest: &Digest,
    out: &mut dyn Write,
) -> io::Result<()> {
    let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut bytes: Box<dyn Read + '_> = match codec {
        Codec::Plain => Box::new(stored),
        Codec::Zstd => Box::new(Decoder::new(stored)?.single_frame()),
        Codec::Recipe => return Err(damaged("the blob is a recipe")),
    };
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE.min(usize::try_from(size).unwrap_or(PIECE)).saturating_add(1)];
    let mut left = size;
    loop {
        let read = bytes.read(&mut piece)?;
        let Some(rest) = left.checked_sub(read as u64) else {
            return Err(damaged("the blob contains more bytes than were stored"));
        };
        if read == 0 {
            break;
        }
        left = rest;
        let read = piece.get(..read).unwrap_or_default();
        hasher.update(read);
        out.write_all(read)?;
    }
    if hasher.finalize() == *digest {
        Ok(())
    } else {
        Err(damaged("the bytes do not match the stored digest"))
    }
}

/// Returns true if the bytes have this digest.
pub(crate) fn digest_matches(bytes: &[u8], digest: &Digest) -> bool {
    digest_of(bytes) == *digest
}

#[cfg(test)]
mod tests {
    use foundmail_mail::digest_of;

    use super::{BlobBody, BlobCompressor, Codec, copy_decoded, decompress};

    #[test]
    fn compressed_bytes_are_decoded_again() {
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
            let blob = BlobCompressor::new().blob(digest_of(&bytes), bytes.clone());
            assert_eq!(blob.codec, codec);
            let BlobBody::InMemory(stored) = blob.body else { panic!("not in memory") };
            let mut decoded = Vec::new();
            copy_decoded(stored.as_slice(), codec, blob.size, &blob.digest, &mut decoded).unwrap();
            assert_eq!(decoded, bytes);
            for (size, digest) in [(blob.size + 1, [0; 32]), (blob.size.saturating_sub(1), blob.digest)] {
                let wrong = copy_decoded(stored.as_slice(), codec, size, &digest, &mut Vec::new());
                assert!(wrong.is_err() || bytes.is_empty());
            }
            assert_eq!(decompress(stored, blob.codec, blob.size), Ok(bytes));
        }
    }
}

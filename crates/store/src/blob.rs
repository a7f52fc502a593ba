//! Compressed bytes, named by the digest of what they were.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use foundmail_mail::{Digest, digest_of};
use zstd::bulk::{Compressor, Decompressor};
use zstd::stream::read::Decoder;

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
    pub(crate) body: Body,
}

/// The bytes of a blob that is to be written.
#[derive(Clone)]
pub(crate) enum Body {
    /// As they will be stored.
    Here(Vec<u8>),
    /// Not in memory; what writes them, before they are compressed.
    Elsewhere(Flow),
    /// The archive has them already.
    Stored,
}

/// Writes bytes that are not in memory, each time it is called.
pub(crate) type Flow = Arc<dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync>;

impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here(bytes) => write!(out, "{} bytes", bytes.len()),
            Self::Elsewhere(_) => out.write_str("elsewhere"),
            Self::Stored => out.write_str("stored"),
        }
    }
}

/// Speed over size: an archive of mail with attachments is a third of a percent smaller at level 3, and takes a
/// twentieth longer to make.
pub(crate) const ZSTD_LEVEL: i32 = 1;
/// Bytes from within a large blob that are tried first. Pictures, archives and most of what PDFs hold are compressed
/// already; trying the whole of them would cost more than everything else.
const SAMPLE: usize = 4 * 1024;
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
    /// Bytes that it holds in memory.
    pub fn stored_size(&self) -> usize {
        match &self.body {
            Body::Here(bytes) => bytes.len(),
            Body::Elsewhere(_) | Body::Stored => 0,
        }
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
            Some(smaller) => Blob { digest, size, codec: Codec::Zstd, body: Body::Here(smaller) },
            None => Blob { digest, size, codec: Codec::Plain, body: Body::Here(bytes) },
        }
    }

    pub(crate) fn press(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.frames.as_mut()?.compress(bytes).ok()
    }

    /// A blob whose bytes are elsewhere. `samples` are pieces of them.
    pub(crate) fn blob_elsewhere(
        &mut self,
        digest: Digest,
        size: u64,
        samples: &[Vec<u8>],
        flow: Flow,
    ) -> Blob {
        let is_small = size < SAMPLED as u64;
        let codec = if is_small || self.shrink(samples) { Codec::Zstd } else { Codec::Plain };
        Blob { digest, size, codec, body: Body::Elsewhere(flow) }
    }

    fn shrinks(&mut self, bytes: &[u8]) -> bool {
        if bytes.len() < SAMPLED {
            return true;
        }
        // The beginning says little: a table of contents, a picture's description.
        let third = bytes.len() / 3;
        let at = |at: usize| bytes.get(at..at.saturating_add(SAMPLE)).unwrap_or_default();
        self.shrink(&[at(third), at(third.saturating_mul(2))])
    }

    fn shrink(&mut self, samples: &[impl AsRef<[u8]>]) -> bool {
        samples.iter().any(|piece| {
            let most = (piece.as_ref().len() / 16).saturating_mul(15);
            // A few in a hundred are not worth the time, now and at each reading.
            self.press(piece.as_ref()).is_some_and(|pressed| pressed.len() < most)
        })
    }
}

/// A blob that the archive is known to have.
pub(crate) fn known(digest: Digest, size: u64) -> Blob {
    Blob { digest, size, codec: Codec::Plain, body: Body::Stored }
}

/// Undoes the compression. `size`, that of the bytes or of the message, bounds what is allocated.
pub(crate) fn unpack(stored: Vec<u8>, codec: Codec, size: u64) -> Result<Vec<u8>, String> {
    match codec {
        Codec::Plain => Ok(stored),
        Codec::Zstd | Codec::Recipe => {
            let most = if codec == Codec::Recipe { recipe::most(size) } else { size };
            let most = usize::try_from(most).map_err(|_| "too large for this computer".to_owned())?;
            let said = Decompressor::upper_bound(&stored).unwrap_or(most).min(most);
            FRAMES
                .with_borrow_mut(|frames| frames.decompress(&stored, said))
                .map_err(|error| error.to_string())
        }
    }
}

thread_local! {
    // To make one asks the processor what it can do, which on a virtual machine takes longer than to unpack a letter.
    static FRAMES: RefCell<Decompressor<'static>> = RefCell::new(Decompressor::default());
}

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// Writes the bytes of a blob, checked against their digest, with few of them in memory. `stored` gives what lies in the pack. Not
/// for a recipe: what it is put together into is not here.
pub(crate) fn flow(
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
        Codec::Recipe => return Err(damaged("it is a recipe")),
    };
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE.min(usize::try_from(size).unwrap_or(PIECE)).saturating_add(1)];
    let mut left = size;
    loop {
        let read = bytes.read(&mut piece)?;
        let Some(rest) = left.checked_sub(read as u64) else {
            return Err(damaged("it is longer than it was"));
        };
        if read == 0 {
            break;
        }
        left = rest;
        let read = piece.get(..read).unwrap_or_default();
        hasher.update(read);
        out.write_all(read)?;
    }
    if hasher.finalize() == *digest { Ok(()) } else { Err(damaged("its digest is not the stored one")) }
}

/// True if these are the bytes that the digest names.
pub(crate) fn is_whole(bytes: &[u8], digest: &Digest) -> bool {
    digest_of(bytes) == *digest
}

#[cfg(test)]
mod tests {
    use foundmail_mail::digest_of;

    use super::{Body, Codec, Presser, flow, unpack};

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
            let Body::Here(stored) = blob.body else { panic!("not here") };
            let mut flowed = Vec::new();
            flow(stored.as_slice(), codec, blob.size, &blob.digest, &mut flowed).unwrap();
            assert_eq!(flowed, bytes);
            for (size, digest) in [(blob.size + 1, [0; 32]), (blob.size.saturating_sub(1), blob.digest)] {
                let wrong = flow(stored.as_slice(), codec, size, &digest, &mut Vec::new());
                assert!(wrong.is_err() || bytes.is_empty());
            }
            assert_eq!(unpack(stored, blob.codec, blob.size), Ok(bytes));
        }
    }
}

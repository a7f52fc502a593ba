//! Messages as blobs. A message with large parts is one blob for recipe and skeleton, and one blob for each large
//! part.

use std::io::{self, Write};
use std::sync::Arc;

use foundmail_mail::{Cut, Digest, Giant, Split, restore};

use super::blob::{Blob, BlobBody, Codec};
use super::compress::{BlobCompressor, stored_blob};
use super::recipe::write_recipe;

/// The blobs of a message, ready to be written. Making them is the expensive part of an import, and needs no
/// access to the archive.
#[derive(Debug, Clone)]
pub struct Packed {
    pub(crate) whole: Blob,
    /// Blobs of the large parts. A part that occurs several times in the message has one blob.
    pub(crate) parts: Vec<Blob>,
}

/// A function that writes the bytes of a part of a message. Its argument is the number of the part.
pub type PartSource = dyn Fn(usize, &mut dyn Write) -> io::Result<()> + Send + Sync;

/// Compresses messages into blobs.
pub struct Packer {
    compressor: BlobCompressor,
}

impl Default for Packer {
    fn default() -> Self {
        Self::new()
    }
}

impl Packer {
    /// Makes a packer.
    pub fn new() -> Self {
        Self { compressor: BlobCompressor::new() }
    }

    /// Makes the blobs of a message. `has` returns true for the digest of a part that the archive already has;
    /// such a part is not compressed.
    pub fn pack(&mut self, split: Split<'_>, has: &mut dyn FnMut(&Digest) -> bool) -> Packed {
        let size = split.size();
        if split.cuts.is_empty() {
            let whole = self.compressor.blob(split.digest, split.skeleton.into_owned());
            return Packed { whole, parts: Vec::new() };
        }
        let Some(stored) = self.compressor.compress(&write_recipe(&split.cuts, &split.skeleton)) else {
            // There is not enough memory for compression, so the whole message becomes one blob.
            let raw = split.with(restore).unwrap_or_default();
            return Packed { whole: self.compressor.blob(split.digest, raw), parts: Vec::new() };
        };
        let whole =
            Blob { digest: split.digest, size, codec: Codec::Recipe, body: BlobBody::InMemory(stored) };
        let mut parts = PartBlobs::default();
        for (cut, bytes) in split.cuts.iter().zip(split.parts) {
            parts.add(cut, has, || self.compressor.blob(cut.digest, bytes));
        }
        Packed { whole, parts: parts.0 }
    }

    /// Makes the blobs of a message whose parts are not in memory. `part` writes the bytes of a part. Returns
    /// `None` if there is not enough memory to compress the skeleton.
    pub fn pack_giant(
        &mut self,
        giant: &Giant,
        part: &Arc<PartSource>,
        has: &mut dyn FnMut(&Digest) -> bool,
    ) -> Option<Packed> {
        let (digest, size) = (giant.digest, giant.size);
        let recipe = write_recipe(&giant.cuts, &giant.skeleton);
        let body = BlobBody::InMemory(self.compressor.compress(&recipe)?);
        let whole = Blob { digest, size, codec: Codec::Recipe, body };
        let mut parts = PartBlobs::default();
        for (number, (cut, samples)) in giant.cuts.iter().zip(&giant.samples).enumerate() {
            parts.add(cut, has, || {
                let part = Arc::clone(part);
                let stream = Arc::new(move |out: &mut dyn Write| part(number, out));
                self.compressor.streamed_blob(cut.digest, cut.size, samples, stream)
            });
        }
        Some(Packed { whole, parts: parts.0 })
    }
}

/// The blobs of a message's parts, without duplicates.
#[derive(Default)]
struct PartBlobs(Vec<Blob>);

impl PartBlobs {
    fn add(&mut self, cut: &Cut, has: &mut dyn FnMut(&Digest) -> bool, make: impl FnOnce() -> Blob) {
        if self.0.iter().any(|part| part.digest == cut.digest) {
            return;
        }
        self.0.push(if has(&cut.digest) { stored_blob(cut.digest, cut.size) } else { make() });
    }
}

impl Packed {
    /// Returns the BLAKE3 digest of the message.
    pub fn digest(&self) -> &Digest {
        &self.whole.digest
    }

    /// Returns the size of the message in bytes.
    pub fn size(&self) -> u64 {
        self.whole.size
    }

    /// Returns the number of bytes that the message's blobs hold in memory.
    pub fn size_in_memory(&self) -> usize {
        self.parts.iter().map(Blob::size_in_memory).fold(self.whole.size_in_memory(), usize::saturating_add)
    }
}

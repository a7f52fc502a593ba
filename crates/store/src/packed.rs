//! A message as blobs: its large parts each one of their own, and what is left of it.

use std::io::{self, Write};
use std::sync::Arc;

use foundmail_mail::{Digest, Giant, Split, restore};

use crate::blob::{self, Blob, Body, Codec, Presser};
use crate::recipe;

/// A message, ready to be written. Making one is the expensive part, and needs no archive.
#[derive(Debug, Clone)]
pub struct Packed {
    pub(crate) whole: Blob,
    /// Large parts, each once.
    pub(crate) parts: Vec<Blob>,
}

/// Writes the bytes of a part of a message, by its number, whenever it is asked.
pub type PartSource = dyn Fn(usize, &mut dyn Write) -> io::Result<()> + Send + Sync;

/// Makes messages ready, one after the other.
pub struct Packer {
    presser: Presser,
}

impl Default for Packer {
    fn default() -> Self {
        Self::new()
    }
}

impl Packer {
    /// One that has nothing to do yet.
    pub fn new() -> Self {
        Self { presser: Presser::new() }
    }

    /// Makes a message ready. `has` says which parts the archive has already; they need not be made ready again.
    pub fn pack(&mut self, split: Split<'_>, has: &mut dyn FnMut(&Digest) -> bool) -> Packed {
        let size = split.size();
        if split.cuts.is_empty() {
            return Packed {
                whole: self.presser.blob(split.digest, split.skeleton.into_owned()),
                parts: Vec::new(),
            };
        }
        let Some(stored) = self.presser.press(&recipe::write(&split.cuts, &split.skeleton)) else {
            // No memory to compress anything: it is kept in one piece.
            let raw = split.with(restore).unwrap_or_default();
            return Packed { whole: self.presser.blob(split.digest, raw), parts: Vec::new() };
        };
        let whole = Blob { digest: split.digest, size, codec: Codec::Recipe, body: Body::Here(stored) };
        let mut parts: Vec<Blob> = Vec::with_capacity(split.parts.len());
        for (cut, bytes) in split.cuts.iter().zip(split.parts) {
            if parts.iter().any(|part| part.digest == cut.digest) {
                continue;
            }
            parts.push(if has(&cut.digest) {
                blob::known(cut.digest, cut.size)
            } else {
                self.presser.blob(cut.digest, bytes)
            });
        }
        Packed { whole, parts }
    }

    /// Makes a message ready whose parts are not in memory: `part` writes the bytes of one of them, by its number, whenever it is
    /// asked. `None` if there is no memory to compress what is left of it.
    pub fn pack_giant(
        &mut self,
        giant: &Giant,
        part: &Arc<PartSource>,
        has: &mut dyn FnMut(&Digest) -> bool,
    ) -> Option<Packed> {
        let (digest, size) = (giant.digest, giant.size);
        let body = Body::Here(self.presser.press(&recipe::write(&giant.cuts, &giant.skeleton))?);
        let whole = Blob { digest, size, codec: Codec::Recipe, body };
        let mut parts: Vec<Blob> = Vec::new();
        for (number, (cut, samples)) in giant.cuts.iter().zip(&giant.samples).enumerate() {
            if parts.iter().any(|part| part.digest == cut.digest) {
                continue;
            }
            parts.push(if has(&cut.digest) {
                blob::known(cut.digest, cut.size)
            } else {
                let part = Arc::clone(part);
                let flow = Arc::new(move |out: &mut dyn Write| part(number, out));
                self.presser.blob_elsewhere(cut.digest, cut.size, samples, flow)
            });
        }
        Some(Packed { whole, parts })
    }
}

impl Packed {
    /// BLAKE3 digest of the whole message.
    pub fn digest(&self) -> &Digest {
        &self.whole.digest
    }

    /// Size of the whole message.
    pub fn size(&self) -> u64 {
        self.whole.size
    }

    /// Bytes that are to be written, about.
    pub fn stored_size(&self) -> usize {
        self.parts.iter().map(Blob::stored_size).fold(self.whole.stored_size(), usize::saturating_add)
    }
}

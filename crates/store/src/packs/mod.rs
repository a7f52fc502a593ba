//! Packs: append-only files of blobs. Each blob has a header before it, so a pack can be read without the
//! catalogue.
//!
//! ```text
//! "FMB1" | codec u8 | 3 zero bytes | size u64 | stored u64 | BLAKE3 digest [32] | stored bytes
//! ```
//! All numbers are little-endian. `size` is the number of bytes before compression; `stored` is the number of
//! bytes in the pack.
//!
//! This layer reads and writes blobs and recipes. It does not use the catalogue.

mod blob;
mod compress;
mod digest_writer;
mod header;
mod packed;
mod reading;
mod recipe;
mod stream;
mod torn;
mod writer;

pub(crate) use blob::{Blob, BlobBody, Codec};
pub(crate) use compress::{copy_decoded, decompress, digest_matches};
pub(crate) use digest_writer::DigestWriter;
pub(crate) use header::{BlobHeader, HEADER, HEADER_BYTES, MAGIC};
pub(crate) use reading::{BlobLocation, open_stored, pack_numbers, pack_path, read_stored};
pub(crate) use recipe::{largest_recipe, read_recipe};
pub(crate) use writer::PackWriter;

#[cfg(test)]
pub(crate) use compress::BlobCompressor;

pub use packed::{Packed, Packer, PartSource};

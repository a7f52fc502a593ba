//! Counting the blobs in packs without the catalogue. This is possible because a header precedes each blob.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::packs::{
    BlobHeader, Codec, HEADER, HEADER_BYTES, MAGIC, copy_decoded, decompress, largest_recipe,
};

/// The number and size of the undamaged blobs in packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RescuedBlobs {
    /// Number of undamaged blobs. Most of them are messages.
    pub blobs: u64,
    /// Number of bytes of the undamaged blobs, before compression.
    pub bytes: u64,
}

/// The maximum size of a blob in bytes. No message is larger.
const LARGEST: u64 = 64 << 30;
/// The maximum size in bytes of a recipe with its skeleton.
const LARGEST_RECIPE: u64 = 1 << 30;

/// Reads all packs, and skips all bytes that cannot be read.
pub(super) fn scan(packs: &Path) -> RescuedBlobs {
    let mut rescue = RescuedBlobs::default();
    let entries = std::fs::read_dir(packs).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pack"));
    files.sort();
    for file in files {
        // Blobs before an error in the file still count.
        let _ = File::open(file).and_then(|file| scan_pack(file, &mut rescue));
    }
    rescue
}

fn scan_pack(file: File, rescue: &mut RescuedBlobs) -> io::Result<()> {
    let length = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut window = [0; HEADER_BYTES];
    let mut offset = HEADER;
    reader.read_exact(&mut window)?;
    loop {
        let head = if window.starts_with(MAGIC) { BlobHeader::parse(&window) } else { None };
        let fits = |head: &BlobHeader| head.stored <= length.saturating_sub(offset) && head.size <= LARGEST;
        if let Some(head) = head.filter(fits) {
            let mut stored = (&mut reader).take(head.stored);
            let bytes = whole_size(&mut stored, &head);
            io::copy(&mut stored, &mut io::sink())?;
            offset = offset.saturating_add(head.stored);
            if let Some(bytes) = bytes {
                rescue.blobs = rescue.blobs.saturating_add(1);
                rescue.bytes = rescue.bytes.saturating_add(bytes);
            }
            reader.read_exact(&mut window)?;
            offset = offset.saturating_add(HEADER);
            continue;
        }
        // After a damaged header, the next header is searched byte by byte.
        let mut next = [0];
        reader.read_exact(&mut next)?;
        offset = offset.saturating_add(1);
        window.rotate_left(1);
        if let Some(last) = window.last_mut() {
            [*last] = next;
        }
    }
}

/// Returns the number of bytes of a blob, or `None` if they have changed since they were stored. For a recipe, the
/// checksum of its frame is checked; the parts are separate blobs and count separately.
fn whole_size(stored: &mut impl Read, head: &BlobHeader) -> Option<u64> {
    let codec = Codec::of_number(head.codec)?;
    if codec != Codec::Recipe {
        return copy_decoded(stored, codec, head.size, &head.digest, &mut io::sink())
            .ok()
            .map(|()| head.size);
    }
    let mut bytes = Vec::new();
    stored.take(LARGEST_RECIPE).read_to_end(&mut bytes).ok()?;
    let bytes = decompress(bytes, codec, largest_recipe(head.size)).ok()?;
    Some(bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::{RescuedBlobs, scan};
    use crate::packs::{BlobCompressor, PackWriter, pack_path};

    #[test]
    fn blobs_are_found_after_damage() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::open(dir.path(), 1, 0).unwrap();
        for text in ["first", "second", "third"] {
            let bytes = text.as_bytes();
            let blob = BlobCompressor::new().blob(foundmail_mail::digest_of(bytes), bytes.to_vec());
            writer.append(&blob).unwrap();
        }
        writer.sync().unwrap();
        assert_eq!(scan(dir.path()), RescuedBlobs { blobs: 3, bytes: 16 });
        let path = pack_path(dir.path(), 1);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(scan(dir.path()), RescuedBlobs { blobs: 2, bytes: 11 });
        bytes.truncate(bytes.len() - 1);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(scan(dir.path()), RescuedBlobs { blobs: 1, bytes: 6 });
    }
}

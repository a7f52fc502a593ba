//! What packs hold, told without the catalogue: each blob stands behind a header of its own.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::blob::{Codec, flow, unpack};
use crate::pack::head::{BYTES, HEADER, Head, MAGIC};
use crate::recipe;

/// What packs hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rescue {
    /// Blobs whose bytes are whole: most are messages.
    pub blobs: u64,
    /// Their bytes, before compression.
    pub bytes: u64,
}

/// A blob larger than this is none: no message is.
const LARGEST: u64 = 64 << 30;
/// What is left of a message is no larger than this.
const LARGEST_RECIPE: u64 = 1 << 30;

/// Reads all packs. What cannot be read is passed over.
pub(super) fn scan(packs: &Path) -> Rescue {
    let mut rescue = Rescue::default();
    let entries = std::fs::read_dir(packs).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pack"));
    files.sort();
    for file in files {
        // A pack that breaks off still counts for what was read of it.
        let _ = File::open(file).and_then(|file| scan_pack(file, &mut rescue));
    }
    rescue
}

fn scan_pack(file: File, rescue: &mut Rescue) -> io::Result<()> {
    let length = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut window = [0; BYTES];
    let mut offset = HEADER;
    reader.read_exact(&mut window)?;
    loop {
        let head = if window.starts_with(MAGIC) { Head::parse(&window) } else { None };
        let fits = |head: &Head| head.stored <= length.saturating_sub(offset) && head.size <= LARGEST;
        if let Some(head) = head.filter(fits) {
            let mut stored = (&mut reader).take(head.stored);
            let bytes = whole(&mut stored, &head);
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
        // Where a header is damaged, the next one is looked for byte by byte.
        let mut next = [0];
        reader.read_exact(&mut next)?;
        offset = offset.saturating_add(1);
        window.rotate_left(1);
        if let Some(last) = window.last_mut() {
            [*last] = next;
        }
    }
}

/// How many bytes lie in a blob, if they are what was stored. A recipe's frame has a checksum; its parts count for themselves.
fn whole(stored: &mut impl Read, head: &Head) -> Option<u64> {
    let codec = Codec::of_number(head.codec)?;
    if codec != Codec::Recipe {
        return flow(stored, codec, head.size, &head.digest, &mut io::sink()).ok().map(|()| head.size);
    }
    let mut bytes = Vec::new();
    stored.take(LARGEST_RECIPE).read_to_end(&mut bytes).ok()?;
    let bytes = unpack(bytes, codec, recipe::most(head.size)).ok()?;
    Some(bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::{Rescue, scan};
    use crate::blob::Presser;
    use crate::pack::{PackWriter, pack_path};

    #[test]
    fn blobs_are_found_behind_damage() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::open(dir.path(), 1, 0).unwrap();
        for text in ["first", "second", "third"] {
            let bytes = text.as_bytes();
            let blob = Presser::new().blob(foundmail_mail::digest_of(bytes), bytes.to_vec());
            writer.append(&blob).unwrap();
        }
        writer.sync().unwrap();
        assert_eq!(scan(dir.path()), Rescue { blobs: 3, bytes: 16 });
        let path = pack_path(dir.path(), 1);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(scan(dir.path()), Rescue { blobs: 2, bytes: 11 });
        bytes.truncate(bytes.len() - 1);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(scan(dir.path()), Rescue { blobs: 1, bytes: 6 });
    }
}

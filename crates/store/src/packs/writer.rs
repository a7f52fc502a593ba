//! Appending blobs to the newest pack.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::blob::{Blob, BlobBody};
use super::header::{BlobHeader, HEADER_BYTES};
use super::reading::{BlobLocation, pack_numbers, pack_path};
use super::torn::cut_off_torn_blob;
use crate::error::StoreError;
use crate::files::{private_file, sync_dir};

/// Size in bytes at which a pack is full, so that a new pack begins.
const FULL: u64 = 1 << 30;
/// Number of bytes that are written at once.
const BUFFER: usize = 1024 * 1024;

/// The end of the newest pack, to which blobs are appended.
pub(crate) struct PackWriter {
    pub(super) dir: PathBuf,
    file: File,
    pub(super) pack: u32,
    pub(super) end: u64,
    /// End of the last blob to which the catalogue refers.
    kept: u64,
    /// Blobs that are not written yet.
    buffer: Vec<u8>,
}

impl PackWriter {
    /// Opens a pack to append after `end`, the end of the last blob to which the catalogue refers. More bytes can
    /// follow, from an unfinished batch or because the catalogue is older than the pack. Then these bytes stay,
    /// and a new pack begins.
    pub(crate) fn open(dir: &Path, pack: u32, end: u64) -> Result<Self, StoreError> {
        cut_off_torn_blob(&pack_path(dir, pack), end);
        let newest = newest_pack(dir)?;
        let length = std::fs::metadata(pack_path(dir, pack)).map_or(0, |metadata| metadata.len());
        if newest > pack || length > end {
            return Self::open_file(dir, newest.max(pack).saturating_add(1), 0);
        }
        Self::open_file(dir, pack, end)
    }

    fn open_file(dir: &Path, pack: u32, end: u64) -> Result<Self, StoreError> {
        let path = pack_path(dir, pack);
        let opened = private_file().create(true).truncate(false).read(true).write(true).open(&path);
        let file = opened.map_err(|error| StoreError::file(&path, error))?;
        // The name of a new file must be durable before the catalogue refers to a blob in the file.
        sync_dir(dir)?;
        Ok(Self { dir: dir.to_owned(), file, pack, end, kept: end, buffer: Vec::new() })
    }

    /// Returns the folder of the packs.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the number of the pack to which blobs are appended.
    pub(crate) fn pack(&self) -> u32 {
        self.pack
    }

    /// Ends this pack and begins a new one.
    pub(crate) fn begin_next_pack(&mut self) -> Result<(), StoreError> {
        self.sync()?;
        let next = newest_pack(&self.dir)?.max(self.pack).saturating_add(1);
        *self = Self::open_file(&self.dir.clone(), next, 0)?;
        Ok(())
    }

    /// Appends a blob. The blob is durable only after [`sync`](Self::sync).
    pub(crate) fn append(&mut self, blob: &Blob) -> Result<BlobLocation, StoreError> {
        if self.end.saturating_add(self.buffer.len() as u64) >= FULL {
            self.begin_next_pack()?;
        }
        let bytes = match &blob.body {
            BlobBody::InMemory(bytes) => bytes,
            BlobBody::Streamed(stream) => return self.append_stream(blob, stream),
            BlobBody::AlreadyStored => {
                return Err(StoreError::unexpected("a part that was stored before is missing"));
            }
        };
        let stored = bytes.len() as u64;
        self.buffer.extend_from_slice(&header_of(blob, stored));
        let offset = self.end.saturating_add(self.buffer.len() as u64);
        if bytes.len() >= BUFFER {
            self.flush()?;
            self.write_bytes(bytes)?;
        } else {
            self.buffer.extend_from_slice(bytes);
            if self.buffer.len() >= BUFFER {
                self.flush()?;
            }
        }
        Ok(BlobLocation { pack: self.pack, offset, stored })
    }

    /// Writes all appended blobs to the file, so that they can be read.
    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let result = self.write_bytes(&buffer);
        buffer.clear();
        self.buffer = buffer;
        result
    }

    pub(super) fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_at(self.end, bytes)?;
        self.end = self.end.saturating_add(bytes.len() as u64);
        Ok(())
    }

    pub(super) fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.write_all(bytes));
        written.map_err(|error| StoreError::file(pack_path(&self.dir, self.pack), error))
    }

    /// Makes all appended blobs durable.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        self.flush()?;
        if self.end > self.kept {
            let synced = self.file.sync_data();
            synced.map_err(|error| StoreError::file(pack_path(&self.dir, self.pack), error))?;
            self.kept = self.end;
        }
        Ok(())
    }

    /// Drops the blobs that were appended since the last [`sync`](Self::sync), because the catalogue does not
    /// refer to them. The next blobs take their space.
    pub(crate) fn discard(&mut self) {
        self.buffer.clear();
        self.cut_off(self.kept);
    }

    /// Removes the bytes after `end`. If the disk is full, other programs need the space.
    pub(super) fn cut_off(&mut self, end: u64) {
        if self.end > end {
            // If the file cannot be shortened, the next blob overwrites the bytes, or the next writer ignores
            // them.
            let _ = self.file.set_len(end);
        }
        self.end = end;
    }
}

/// Returns the header of a blob. `stored` is the number of its stored bytes.
pub(super) fn header_of(blob: &Blob, stored: u64) -> [u8; HEADER_BYTES] {
    BlobHeader { codec: blob.codec.number(), size: blob.size, stored, digest: blob.digest }.bytes()
}

/// Returns the number of the newest pack in the folder, or 0 if there is none.
fn newest_pack(dir: &Path) -> Result<u32, StoreError> {
    Ok(pack_numbers(dir)?.into_iter().max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::PackWriter;
    use crate::packs::{Blob, BlobCompressor, pack_path, read_stored};

    fn blob(bytes: &[u8]) -> Blob {
        BlobCompressor::new().blob(foundmail_mail::digest_of(bytes), bytes.to_vec())
    }

    #[test]
    fn appended_blobs_are_read_again_and_blobs_that_the_catalogue_does_not_name_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::open(dir.path(), 1, 0).unwrap();
        let first = writer.append(&blob(b"first")).unwrap();
        writer.sync().unwrap();
        let end = first.offset + first.stored;
        let unnamed = writer.append(&blob(b"unnamed")).unwrap();
        writer.sync().unwrap();
        drop(writer);

        let mut writer = PackWriter::open(dir.path(), 1, end).unwrap();
        let second = writer.append(&blob(b"second")).unwrap();
        writer.sync().unwrap();
        assert_eq!(second.pack, 2);
        assert_eq!(read_stored(dir.path(), first).unwrap(), b"first");
        assert_eq!(read_stored(dir.path(), unnamed).unwrap(), b"unnamed");
        assert_eq!(read_stored(dir.path(), second).unwrap(), b"second");

        // A large blob whose writing was interrupted is removed.
        let path = pack_path(dir.path(), 2);
        let end = second.offset + second.stored;
        std::fs::File::options().write(true).open(&path).unwrap().set_len(end + 5000).unwrap();
        PackWriter::open(dir.path(), 2, end).unwrap();
        assert_eq!(path.metadata().unwrap().len(), end);
        // If a blob follows the gap, nothing is removed.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(&[0; 5000]);
        bytes.extend_from_slice(&std::fs::read(pack_path(dir.path(), 1)).unwrap());
        std::fs::write(&path, &bytes).unwrap();
        PackWriter::open(dir.path(), 2, end).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

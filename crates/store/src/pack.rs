//! Packs: append-only files of blobs, each behind a header of its own, so that a pack can be read without the
//! catalogue.
//!
//! ```text
//! "FMB1" | codec u8 | 3 zero bytes | size u64 | stored u64 | BLAKE3 digest [32] | stored bytes
//! ```
//! All numbers are little-endian; `size` is that of the bytes before compression.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::blob::Blob;

/// A pack that is larger than this is followed by a new one.
const FULL: u64 = 1 << 30;
const MAGIC: &[u8; 4] = b"FMB1";
const HEADER: u64 = 56;

/// Where a blob's stored bytes lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Location {
    pub pack: u32,
    /// Of the stored bytes, behind the header.
    pub offset: u64,
    pub stored: u64,
}

/// The end of the newest pack, to which blobs are appended.
pub(crate) struct PackWriter {
    dir: PathBuf,
    file: File,
    pack: u32,
    end: u64,
    /// Blobs of the batch that is being written.
    buffer: Vec<u8>,
}

pub(crate) fn pack_path(dir: &Path, pack: u32) -> PathBuf {
    dir.join(format!("{pack:06}.pack"))
}

impl PackWriter {
    /// Opens the newest pack. What lies behind `end`, the end of the last blob that the catalogue names, was written
    /// by a batch that never ended, and is cut off.
    pub(crate) fn open(dir: &Path, pack: u32, end: u64) -> Result<Self, StoreError> {
        let path = pack_path(dir, pack);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| StoreError::file(&path, error))?;
        let cut = || -> io::Result<()> {
            if file.metadata()?.len() > end {
                file.set_len(end)?;
                file.sync_all()?;
            }
            Ok(())
        };
        cut().map_err(|error| StoreError::file(&path, error))?;
        Ok(Self { dir: dir.to_owned(), file, pack, end, buffer: Vec::new() })
    }

    /// Adds a blob to the batch. Nothing is on the disk before [`flush`](Self::flush).
    pub(crate) fn append(&mut self, blob: &Blob) -> Result<Location, StoreError> {
        let written = self.end.saturating_add(self.buffer.len() as u64);
        if written >= FULL {
            self.flush()?;
            *self = Self::open(&self.dir.clone(), self.pack.saturating_add(1), 0)?;
        }
        let offset = self.end.saturating_add(self.buffer.len() as u64).saturating_add(HEADER);
        let stored = blob.stored.len() as u64;
        self.buffer.extend_from_slice(MAGIC);
        self.buffer.extend_from_slice(&[blob.codec.number(), 0, 0, 0]);
        self.buffer.extend_from_slice(&blob.size.to_le_bytes());
        self.buffer.extend_from_slice(&stored.to_le_bytes());
        self.buffer.extend_from_slice(&blob.digest);
        self.buffer.extend_from_slice(&blob.stored);
        Ok(Location { pack: self.pack, offset, stored })
    }

    /// Puts the batch on the disk.
    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let result = self
            .file
            .seek(SeekFrom::Start(self.end))
            .and_then(|_| self.file.write_all(&self.buffer))
            .and_then(|()| self.file.sync_data());
        result.map_err(|error| StoreError::file(pack_path(&self.dir, self.pack), error))?;
        self.end = self.end.saturating_add(self.buffer.len() as u64);
        self.buffer.clear();
        Ok(())
    }

    /// Forgets the batch: the catalogue did not take it.
    pub(crate) fn discard(&mut self) {
        self.buffer.clear();
    }
}

/// Reads a blob's stored bytes.
pub(crate) fn read_stored(dir: &Path, location: Location) -> Result<Vec<u8>, StoreError> {
    let path = pack_path(dir, location.pack);
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(&path)?;
        let end = location.offset.saturating_add(location.stored);
        if file.metadata()?.len() < end {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the pack is too short"));
        }
        file.seek(SeekFrom::Start(location.offset))?;
        let mut stored = Vec::new();
        file.take(location.stored).read_to_end(&mut stored)?;
        Ok(stored)
    };
    read().map_err(|error| StoreError::file(&path, error))
}

#[cfg(test)]
mod tests {
    use super::{PackWriter, pack_path, read_stored};
    use crate::blob::Blob;

    #[test]
    fn appended_blobs_are_read_back_and_a_torn_batch_is_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::open(dir.path(), 1, 0).unwrap();
        let first = writer.append(&Blob::new(b"first")).unwrap();
        writer.flush().unwrap();
        let end = first.offset + first.stored;
        writer.append(&Blob::new(b"torn")).unwrap();
        writer.flush().unwrap();
        drop(writer);

        let mut writer = PackWriter::open(dir.path(), 1, end).unwrap();
        assert_eq!(std::fs::metadata(pack_path(dir.path(), 1)).unwrap().len(), end);
        let second = writer.append(&Blob::new(b"second")).unwrap();
        writer.flush().unwrap();
        assert_eq!(read_stored(dir.path(), first).unwrap(), b"first");
        assert_eq!(read_stored(dir.path(), second).unwrap(), b"second");
    }
}

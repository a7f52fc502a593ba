//! Packs: append-only files of blobs, each behind a header of its own, so that a pack can be read without the
//! catalogue.
//!
//! ```text
//! "FMB1" | codec u8 | 3 zero bytes | size u64 | stored u64 | BLAKE3 digest [32] | stored bytes
//! ```
//! All numbers are little-endian; `size` is that of the bytes before compression.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Take, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::blob::{Blob, Body};
use crate::store::private_file;

pub(crate) mod head;

mod flow;
mod torn;

pub(crate) use head::HEADER;
use head::Head;

/// A pack that is larger than this is followed by a new one.
const FULL: u64 = 1 << 30;
/// Bytes that are written at once.
const BUFFER: usize = 1024 * 1024;

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
    /// End of the last blob that the catalogue names.
    kept: u64,
    /// Blobs that are not written yet.
    buffer: Vec<u8>,
}

pub(crate) fn pack_path(dir: &Path, pack: u32) -> PathBuf {
    dir.join(format!("{pack:06}.pack"))
}

impl PackWriter {
    /// Opens a pack to append behind `end`, the end of the last blob that the catalogue names. If more lies there, from
    /// a batch that never ended or since the catalogue is an older one, it is left alone, and a new pack begins.
    pub(crate) fn open(dir: &Path, pack: u32, end: u64) -> Result<Self, StoreError> {
        torn::cut_off(&pack_path(dir, pack), end);
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
        // The folder too must know of a new file before the catalogue does.
        #[cfg(unix)]
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| StoreError::file(dir, error))?;
        Ok(Self { dir: dir.to_owned(), file, pack, end, kept: end, buffer: Vec::new() })
    }

    /// The folder of the packs.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Number of the pack that is being written.
    pub(crate) fn pack(&self) -> u32 {
        self.pack
    }

    /// Ends this pack and begins another one.
    pub(crate) fn begin_another(&mut self) -> Result<(), StoreError> {
        self.sync()?;
        let next = newest_pack(&self.dir)?.max(self.pack).saturating_add(1);
        *self = Self::open_file(&self.dir.clone(), next, 0)?;
        Ok(())
    }

    /// Adds a blob. It is not sure to be on the disk before [`sync`](Self::sync).
    pub(crate) fn append(&mut self, blob: &Blob) -> Result<Location, StoreError> {
        if self.end.saturating_add(self.buffer.len() as u64) >= FULL {
            self.begin_another()?;
        }
        let bytes = match &blob.body {
            Body::Here(bytes) => bytes,
            Body::Elsewhere(flow) => return self.append_flow(blob, flow),
            Body::Stored => {
                return Err(StoreError::Unexpected("a part that should be there is not".to_owned()));
            }
        };
        let stored = bytes.len() as u64;
        self.buffer.extend_from_slice(&header(blob, stored));
        let offset = self.end.saturating_add(self.buffer.len() as u64);
        if bytes.len() >= BUFFER {
            self.write()?;
            self.write_bytes(bytes)?;
        } else {
            self.buffer.extend_from_slice(bytes);
            if self.buffer.len() >= BUFFER {
                self.write()?;
            }
        }
        Ok(Location { pack: self.pack, offset, stored })
    }

    /// Writes what waits, so that it can be read.
    pub(crate) fn write(&mut self) -> Result<(), StoreError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let result = self.write_bytes(&buffer);
        buffer.clear();
        self.buffer = buffer;
        result
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_at(self.end, bytes)?;
        self.end = self.end.saturating_add(bytes.len() as u64);
        Ok(())
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.write_all(bytes));
        written.map_err(|error| StoreError::file(pack_path(&self.dir, self.pack), error))
    }

    /// Puts everything that was added on the disk.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        self.write()?;
        if self.end > self.kept {
            let synced = self.file.sync_data();
            synced.map_err(|error| StoreError::file(pack_path(&self.dir, self.pack), error))?;
            self.kept = self.end;
        }
        Ok(())
    }

    /// Forgets what was added since [`sync`](Self::sync): the catalogue does not take it. What is written next
    /// takes its place.
    pub(crate) fn discard(&mut self) {
        self.buffer.clear();
        self.cut_off(self.kept);
    }

    /// Takes back what was written behind `end`. On a full disk others need the room.
    fn cut_off(&mut self, end: u64) {
        if self.end > end {
            // What stays behind it is overwritten, or left alone by the next one who writes.
            let _ = self.file.set_len(end);
        }
        self.end = end;
    }
}

/// What stands before a blob of so many stored bytes.
fn header(blob: &Blob, stored: u64) -> [u8; head::BYTES] {
    Head { codec: blob.codec.number(), size: blob.size, stored, digest: blob.digest }.bytes()
}

/// Number of the newest pack that lies in the folder, 0 if there is none.
fn newest_pack(dir: &Path) -> Result<u32, StoreError> {
    Ok(pack_numbers(dir)?.into_iter().max().unwrap_or(0))
}

/// Numbers of all packs that lie in the folder.
pub(crate) fn pack_numbers(dir: &Path) -> Result<Vec<u32>, StoreError> {
    let entries = std::fs::read_dir(dir).map_err(|error| StoreError::file(dir, error))?;
    let numbers = entries.filter_map(Result::ok).filter_map(|entry| {
        let name = entry.file_name().to_str()?.strip_suffix(".pack")?.to_owned();
        name.parse::<u32>().ok()
    });
    Ok(numbers.collect())
}

/// Opens a blob's stored bytes.
pub(crate) fn open_stored(dir: &Path, location: Location) -> Result<Take<File>, StoreError> {
    let path = pack_path(dir, location.pack);
    let open = || -> io::Result<Take<File>> {
        let mut file = File::open(&path)?;
        let end = location.offset.saturating_add(location.stored);
        if file.metadata()?.len() < end {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the pack is too short"));
        }
        file.seek(SeekFrom::Start(location.offset))?;
        Ok(file.take(location.stored))
    };
    open().map_err(|error| StoreError::file(&path, error))
}

/// Reads a blob's stored bytes.
pub(crate) fn read_stored(dir: &Path, location: Location) -> Result<Vec<u8>, StoreError> {
    let mut stored = Vec::new();
    let read = open_stored(dir, location)?.read_to_end(&mut stored);
    read.map_err(|error| StoreError::file(pack_path(dir, location.pack), error))?;
    Ok(stored)
}

#[cfg(test)]
mod tests {
    use super::{PackWriter, pack_path, read_stored};
    use crate::blob::{Blob, Presser};

    fn blob(bytes: &[u8]) -> Blob {
        Presser::new().blob(foundmail_mail::digest_of(bytes), bytes.to_vec())
    }

    #[test]
    fn appended_blobs_are_read_back_and_what_the_catalogue_does_not_name_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::open(dir.path(), 1, 0).unwrap();
        let first = writer.append(&blob(b"first")).unwrap();
        writer.sync().unwrap();
        let end = first.offset + first.stored;
        let torn = writer.append(&blob(b"torn")).unwrap();
        writer.sync().unwrap();
        drop(writer);

        let mut writer = PackWriter::open(dir.path(), 1, end).unwrap();
        let second = writer.append(&blob(b"second")).unwrap();
        writer.sync().unwrap();
        assert_eq!(second.pack, 2);
        assert_eq!(read_stored(dir.path(), first).unwrap(), b"first");
        assert_eq!(read_stored(dir.path(), torn).unwrap(), b"torn");
        assert_eq!(read_stored(dir.path(), second).unwrap(), b"second");

        // A large blob that was broken off is taken off.
        let path = pack_path(dir.path(), 2);
        let end = second.offset + second.stored;
        std::fs::File::options().write(true).open(&path).unwrap().set_len(end + 5000).unwrap();
        PackWriter::open(dir.path(), 2, end).unwrap();
        assert_eq!(path.metadata().unwrap().len(), end);
        // Where a blob stands behind the hole, all is left alone.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(&[0; 5000]);
        bytes.extend_from_slice(&std::fs::read(pack_path(dir.path(), 1)).unwrap());
        std::fs::write(&path, &bytes).unwrap();
        PackWriter::open(dir.path(), 2, end).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

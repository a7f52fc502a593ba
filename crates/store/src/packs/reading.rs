//! Reading the stored bytes of blobs.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// The location of a blob's stored bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlobLocation {
    /// Number of the pack.
    pub pack: u32,
    /// Offset of the first stored byte, after the header.
    pub offset: u64,
    /// Number of stored bytes.
    pub stored: u64,
}

/// Returns the path of a pack.
pub(crate) fn pack_path(dir: &Path, pack: u32) -> PathBuf {
    dir.join(format!("{pack:06}.pack"))
}

/// Returns the numbers of all packs in the folder. They are not sorted.
pub(crate) fn pack_numbers(dir: &Path) -> Result<Vec<u32>, StoreError> {
    let entries = std::fs::read_dir(dir).map_err(|error| StoreError::file(dir, error))?;
    let numbers = entries.filter_map(Result::ok).filter_map(|entry| {
        let name = entry.file_name().to_str()?.strip_suffix(".pack")?.to_owned();
        name.parse::<u32>().ok()
    });
    Ok(numbers.collect())
}

/// Opens the stored bytes of a blob.
pub(crate) fn open_stored(dir: &Path, location: BlobLocation) -> Result<Take<File>, StoreError> {
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

/// Reads the stored bytes of a blob.
pub(crate) fn read_stored(dir: &Path, location: BlobLocation) -> Result<Vec<u8>, StoreError> {
    let mut stored = Vec::new();
    let read = open_stored(dir, location)?.read_to_end(&mut stored);
    read.map_err(|error| StoreError::file(pack_path(dir, location.pack), error))?;
    Ok(stored)
}

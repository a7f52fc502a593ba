//! Access to the bytes of a file in a source. The file is on the disk, or was unpacked from an archive file.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foundmail_mapi::ReadAt;
use tempfile::{NamedTempFile, TempPath};

/// The location of a file's bytes.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// In the original file of the user, which is opened read-only.
    Owned(PathBuf),
    /// In memory. Used for small unpacked files.
    Memory(Arc<Vec<u8>>),
    /// In a temporary file that only this user can read. The file is deleted when the last reference is dropped.
    Unpacked(Arc<TempPath>),
}

/// A reader that can seek.
pub(crate) trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// Shared bytes that implement `AsRef<[u8]>`, which `Cursor` needs.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Content {
    /// Returns the path of the file. Returns `None` for bytes in memory.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Owned(path) => Some(path),
            Self::Unpacked(path) => Some(path),
            Self::Memory(_) => None,
        }
    }

    /// Writes bytes that are in memory to a temporary file. Returns content that has a path.
    pub(crate) fn on_disk(self) -> io::Result<Self> {
        let Self::Memory(bytes) = self else { return Ok(self) };
        let mut file = NamedTempFile::new()?;
        file.write_all(&bytes)?;
        Ok(Self::Unpacked(Arc::new(file.into_temp_path())))
    }

    /// Opens the bytes for reading.
    pub(crate) fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        match self {
            Self::Memory(bytes) => Ok(Box::new(Cursor::new(Shared(Arc::clone(bytes))))),
            Self::Owned(path) => Ok(Box::new(File::open(path)?)),
            Self::Unpacked(path) => Ok(Box::new(File::open(&**path)?)),
        }
    }

    /// Opens the bytes for reading at any offset.
    pub(crate) fn open_at(&self) -> io::Result<Arc<dyn ReadAt>> {
        match self {
            Self::Memory(bytes) => Ok(Arc::new(Vec::clone(bytes))),
            Self::Owned(path) => Ok(Arc::new(File::open(path)?)),
            Self::Unpacked(path) => Ok(Arc::new(File::open(&**path)?)),
        }
    }

    /// Returns the number of bytes.
    pub(crate) fn size(&self) -> io::Result<u64> {
        match self {
            Self::Memory(bytes) => Ok(bytes.len() as u64),
            Self::Owned(path) => Ok(path.metadata()?.len()),
            Self::Unpacked(path) => Ok(path.metadata()?.len()),
        }
    }

    /// Returns the first `most` bytes, or all bytes if the file is shorter.
    pub(crate) fn head(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(most).read_to_end(&mut head)?;
        Ok(head)
    }
}

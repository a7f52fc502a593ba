//! Compound files, [MS-CFB]: storages and streams in one file, as folders and files are. Read-only, and forgiving: a
//! broken chain costs its stream, not the file, which is why this is read here and not by a library that refuses the
//! whole. Large streams stay in their file.

mod allocation;
mod directory;
mod header;
mod stream;
mod writer;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

pub use directory::{Storage, StreamEntry};
pub use stream::CompoundStream;
pub(crate) use writer::write_storage;

use allocation::Allocation;
use directory::Directory;
use header::CompoundHeader;

use crate::ReadAt;

/// The first bytes of every compound file, [MS-CFB] 2.2.
pub(crate) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Why nothing can be read of a compound file.
#[derive(Debug, thiserror::Error)]
pub enum CompoundError {
    /// It is none.
    #[error("it does not begin as a compound file does")]
    Magic,
    /// What is in it cannot be told.
    #[error("its directory cannot be found")]
    NoDirectory,
    /// The source cannot be read.
    #[error(transparent)]
    Read(#[from] io::Error),
}

/// A compound file, open for reading.
pub struct Compound {
    source: Arc<dyn ReadAt>,
    size: u64,
    allocation: Allocation,
    directory: Directory,
    flaws: Vec<String>,
}

impl Compound {
    /// Opens a compound file. What is broken in its own tables is among its flaws.
    pub fn open(source: Arc<dyn ReadAt>) -> Result<Self, CompoundError> {
        let size = source.size()?;
        let mut flaws = Vec::new();
        let header = CompoundHeader::read(&*source, &mut flaws)?;
        let allocation = Allocation::read(&source, size, &header, &mut flaws)?;
        let directory = Directory::read(&source, &allocation, &header, &mut flaws)?;
        let mut compound = Self { source, size, allocation, directory, flaws };
        let (start, length) = compound.directory.mini_stream();
        compound.allocation.set_mini_stream(start, length.min(size), &mut compound.flaws);
        Ok(compound)
    }

    /// The storage that holds all others.
    pub fn root(&self) -> Storage<'_> {
        self.directory.root()
    }

    /// What is broken in the file's tables, a sentence each.
    pub fn flaws(&self) -> &[String] {
        &self.flaws
    }

    /// The file's length in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// A stream's bytes, read when they are asked for.
    pub fn stream(&self, entry: &StreamEntry) -> CompoundStream {
        let (units, unit_size) = self.allocation.offsets(entry.start, entry.length.min(self.size));
        CompoundStream::new(Arc::clone(&self.source), units, unit_size, entry.length)
    }
}

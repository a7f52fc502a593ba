//! Compound files, [MS-CFB]: storages and streams in one file, similar to folders and files. The reader accepts
//! damaged files: damage to the sectors of one stream does not affect other streams. The available libraries
//! reject such files completely, so the crate uses none of them. Large streams stay in the file until they are
//! read.

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

/// The first bytes of a compound file, [MS-CFB] 2.2.
pub(crate) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The reason why a compound file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum CompoundError {
    /// The file is not a compound file.
    #[error("the file is not a compound file")]
    Magic,
    /// The directory is damaged.
    #[error("the directory of the file cannot be found")]
    NoDirectory,
    /// The source cannot be read.
    #[error(transparent)]
    Read(#[from] io::Error),
}

/// An open compound file.
pub struct Compound {
    source: Arc<dyn ReadAt>,
    size: u64,
    allocation: Allocation,
    directory: Directory,
    flaws: Vec<String>,
}

impl Compound {
    /// Opens a compound file. Damage to its tables is reported by [`flaws`](Self::flaws).
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

    /// Returns the root storage, which contains all others.
    pub fn root(&self) -> Storage<'_> {
        self.directory.root()
    }

    /// Returns the damage to the tables of the file, one phrase for each.
    pub fn flaws(&self) -> &[String] {
        &self.flaws
    }

    /// Returns the size of the file in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns a stream, which is read on demand.
    pub fn stream(&self, entry: &StreamEntry) -> CompoundStream {
        let (units, unit_size) = self.allocation.offsets(entry.start, entry.length.min(self.size));
        CompoundStream::new(Arc::clone(&self.source), units, unit_size, entry.length)
    }
}

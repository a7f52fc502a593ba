//! Unpacks a stream into memory or, if the stream is long, into a temporary file.

mod limits;

use std::io::{self, Read, Write};
use std::sync::Arc;

use tempfile::NamedTempFile;

pub(crate) use limits::ExtractionLimits;

use crate::content::Content;
use crate::loss::Loss;

/// The largest number of bytes that are kept in memory. Longer contents are written to a temporary file.
const IN_MEMORY: usize = 8 << 20;
const CHUNK: usize = 256 * 1024;

/// An unpacked file.
pub(crate) struct Unpacked {
    pub(crate) content: Content,
    /// A description of the loss if not all bytes could be unpacked.
    pub(crate) flaw: Option<Loss>,
}

/// A buffer that receives the bytes of a stream.
pub(crate) struct UnpackBuffer<'b> {
    memory: Vec<u8>,
    file: Option<NamedTempFile>,
    limits: &'b mut ExtractionLimits,
    /// Called with the number of unpacked bytes. Returns false to stop the unpacking.
    goes_on: &'b mut dyn FnMut(u64) -> bool,
}

impl<'b> UnpackBuffer<'b> {
    pub(crate) fn new(limits: &'b mut ExtractionLimits, goes_on: &'b mut dyn FnMut(u64) -> bool) -> Self {
        Self { memory: Vec::new(), file: None, limits, goes_on }
    }

    /// Reads a stream to its end. If an error occurs, the buffer keeps the bytes before it.
    pub(crate) fn fill(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut chunk = vec![0; CHUNK];
        let mut total = 0_u64;
        loop {
            let count = match from.read(&mut chunk) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if count == 0 {
                return Ok(());
            }
            total = total.saturating_add(count as u64);
            if self.limits.left() < count as u64 {
                return Err(io::Error::new(
                    io::ErrorKind::FileTooLarge,
                    "the unpacked file is larger than the limit",
                ));
            }
            self.limits.spend(count as u64);
            self.put(chunk.get(..count).unwrap_or_default())?;
            if !(self.goes_on)(total) {
                return Err(io::Error::other("unpacking was stopped"));
            }
        }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.file.is_none() && self.memory.len().saturating_add(bytes.len()) > IN_MEMORY {
            let mut file = NamedTempFile::new()?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            return file.write_all(bytes);
        }
        self.memory.extend_from_slice(bytes);
        Ok(())
    }

    /// Returns the unpacked bytes. `result` is the result of reading the stream. `size` is the packed size in
    /// bytes.
    pub(crate) fn done(self, result: io::Result<()>, size: u64) -> Unpacked {
        let content = match self.file {
            Some(file) => Content::Unpacked(Arc::new(file.into_temp_path())),
            None => Content::Memory(Arc::new(self.memory)),
        };
        Unpacked { content, flaw: result.err().map(|error| Loss::of(&error, size)) }
    }
}

//! A file of an export while it is written.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use foundmail_mapi::hex;
use sha2::{Digest, Sha256};

use super::ExportedFile;
use crate::error::ExportError;

/// A file that is being written. It is listed when [`Output::complete`](super::Output::complete) is called with it.
pub(crate) struct OutputFile {
    /// Path relative to the export, with `/` between levels.
    pub(crate) path: String,
    out: BufWriter<File>,
    hasher: Sha256,
    size: u64,
    /// True if the digest must be computed from the complete file, because the writer went back in it.
    is_rewritten: bool,
    /// Number of messages in the file.
    pub(crate) messages: u32,
}

impl OutputFile {
    /// Creates a new file at `staged`.
    pub(super) fn create(path: String, staged: &Path) -> Result<Self, ExportError> {
        let file = File::options().read(true).write(true).create_new(true).open(staged);
        let file = file.map_err(|error| ExportError::file(staged, error))?;
        let out = BufWriter::with_capacity(64 << 10, file);
        Ok(Self { path, out, hasher: Sha256::new(), size: 0, is_rewritten: false, messages: 0 })
    }

    /// Returns the number of bytes that were written.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Returns the error for a failed write.
    pub(crate) fn failed(&self, error: io::Error) -> ExportError {
        ExportError::file(&self.path, error)
    }

    /// Writes the last bytes to the disk, and returns the size and digest of the file.
    pub(crate) fn complete(self) -> Result<ExportedFile, ExportError> {
        let Self { path, out, hasher, size, is_rewritten, messages, .. } = self;
        let failed = |error| ExportError::file(&path, error);
        let mut file = out.into_inner().map_err(|error| failed(error.into_error()))?;
        let (size, sha256) = if is_rewritten {
            file_digest(&mut file).map_err(failed)?
        } else {
            (size, hex(&hasher.finalize()))
        };
        file.sync_all().map_err(failed)?;
        Ok(ExportedFile { path, size, sha256, messages })
    }
}

/// Returns the size of a file and its SHA-256 digest in hexadecimal. The file is read from its beginning.
pub fn file_digest(file: &mut File) -> io::Result<(u64, String)> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hasher, mut size) = (Sha256::new(), 0_u64);
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hasher.update(bytes);
        size = size.saturating_add(bytes.len() as u64);
    }
    Ok((size, hex(&hasher.finalize())))
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        if !self.is_rewritten {
            self.hasher.update(bytes.get(..written).unwrap_or_default());
        }
        self.size = self.size.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Seek for OutputFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.is_rewritten = true;
        self.out.seek(position)
    }
}

impl Read for OutputFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.out.flush()?;
        self.out.get_mut().read(bytes)
    }
}

//! The contents of attachments: small ones in memory, large ones in one temporary file for each message.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use foundmail_mapi::{Data, Stream};
use tempfile::{NamedTempFile, TempPath};

/// Maximum number of bytes of one attachment that are in memory.
const MAX_PIECE: usize = 256 << 10;
/// Maximum number of bytes of all attachments of one message that are in memory.
const MAX_IN_MEMORY: usize = 8 << 20;

/// Keeps the contents of the attachments of one message, and of the messages attached to it.
#[derive(Default)]
pub(crate) struct ContentSpool {
    /// Number of bytes in memory.
    held: usize,
    file: Option<(File, Arc<TempPath>)>,
    /// Length of the file in bytes.
    length: u64,
    /// The error of the temporary file, if it failed.
    error: Option<io::Error>,
}

impl ContentSpool {
    /// Keeps the bytes that `write` writes. Returns its error unless the temporary file has failed; then every later
    /// call fails too, and [`finish`](Self::finish) returns the error.
    pub(crate) fn keep<T>(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<(T, Data)> {
        let start = self.length;
        let mut out = Piece { spool: self, held: Vec::new(), in_file: 0 };
        let result = write(&mut out)?;
        let (held, in_file) = (out.held, out.in_file);
        if in_file == 0 {
            self.held = self.held.saturating_add(held.len());
            return Ok((result, Data::Inline(held)));
        }
        let path = self.file.as_ref().map(|(_, path)| Arc::clone(path)).ok_or(io::ErrorKind::NotFound)?;
        Ok((result, Data::Stream(Arc::new(FilePart { path, start, length: in_file }))))
    }

    /// Returns the error of the temporary file.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.error.map_or(Ok(()), Err)
    }

    fn write_to_file(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.error.is_some() {
            return Err(io::Error::other("the temporary file has failed"));
        }
        self.append(bytes).map_err(|error| {
            let again = io::Error::new(error.kind(), error.to_string());
            self.error = Some(error);
            again
        })
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (file, _) = match &mut self.file {
            Some(file) => file,
            none => {
                let (file, path) = NamedTempFile::new()?.into_parts();
                none.insert((file, Arc::new(path)))
            }
        };
        file.write_all(bytes)?;
        self.length = self.length.saturating_add(bytes.len() as u64);
        Ok(())
    }
}

/// The content of one attachment while it is written.
struct Piece<'s> {
    spool: &'s mut ContentSpool,
    held: Vec<u8>,
    /// Number of its bytes in the file.
    in_file: u64,
}

impl Write for Piece<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.held.len().saturating_add(bytes.len());
        let fits = length <= MAX_PIECE && self.spool.held.saturating_add(length) <= MAX_IN_MEMORY;
        if self.in_file == 0 && fits {
            self.held.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let held = std::mem::take(&mut self.held);
        self.spool.write_to_file(&held)?;
        self.spool.write_to_file(bytes)?;
        self.in_file = self.in_file.saturating_add(held.len() as u64).saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Part of the temporary file, which is deleted together with its last part.
struct FilePart {
    path: Arc<TempPath>,
    start: u64,
    length: u64,
}

impl Stream for FilePart {
    fn len(&self) -> u64 {
        self.length
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        let opened = File::open(self.path.as_ref()).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.start))?;
            Ok(file.take(self.length))
        });
        match opened {
            Ok(part) => Box::new(part),
            Err(error) => Box::new(Failed(Some(error))),
        }
    }
}

/// A reader that fails.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use foundmail_mapi::Data;

    use super::{ContentSpool, MAX_IN_MEMORY, MAX_PIECE};

    #[test]
    fn large_contents_are_in_one_file() {
        let mut spool = ContentSpool::default();
        let mut kept = Vec::new();
        for (fill, length) in [(1, 10), (2, MAX_PIECE + 1), (3, 2 * MAX_IN_MEMORY), (4, 0)] {
            let bytes = vec![fill; length];
            let ((), data) =
                spool.keep(|out| bytes.chunks(100_000).try_for_each(|chunk| out.write_all(chunk))).unwrap();
            assert_eq!(matches!(data, Data::Inline(_)), length <= MAX_PIECE);
            kept.push((bytes, data));
        }
        assert!(spool.keep(|_| Err::<(), _>(std::io::ErrorKind::NotFound.into())).is_err());
        spool.finish().unwrap();
        for (bytes, data) in kept {
            let mut read = Vec::new();
            data.open().read_to_end(&mut read).unwrap();
            assert!(read == bytes && data.len() == bytes.len() as u64);
        }
    }

    #[test]
    fn the_memory_of_a_message_is_bounded() {
        let mut spool = ContentSpool::default();
        let piece = vec![7; MAX_PIECE];
        let held = (0..200).filter(|_| {
            let ((), data) = spool.keep(|out| out.write_all(&piece)).unwrap();
            matches!(data, Data::Inline(_))
        });
        assert_eq!(held.count(), MAX_IN_MEMORY / MAX_PIECE);
    }
}

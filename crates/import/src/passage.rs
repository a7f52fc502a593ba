//! The bytes of an item, in memory or as a range of bytes in the source.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

use crate::content::{Content, ReadSeek};

/// The bytes of an item.
#[derive(Debug, Clone)]
pub enum RawMessage {
    /// The bytes are in memory.
    InMemory(Vec<u8>),
    /// The bytes are read from the source, because they are too many for memory.
    InSource(Passage),
}

/// Consecutive bytes of a source. They are read again each time they are needed.
#[derive(Debug, Clone)]
pub struct Passage {
    content: Content,
    start: u64,
    length: u64,
}

impl RawMessage {
    /// Returns a message of `length` bytes that begins at offset `start` of a file.
    pub(crate) fn in_source(content: &Content, start: u64, length: u64) -> Self {
        Self::InSource(Passage { content: content.clone(), start, length })
    }

    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::InMemory(bytes) => bytes.len() as u64,
            Self::InSource(passage) => passage.length,
        }
    }

    /// Returns all bytes. Reads a passage into memory, regardless of its size.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::InMemory(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::InSource(passage) => passage.bytes().map(Cow::Owned),
        }
    }
}

impl From<Vec<u8>> for RawMessage {
    fn from(bytes: Vec<u8>) -> Self {
        Self::InMemory(bytes)
    }
}

impl Passage {
    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        self.length
    }

    /// Returns a passage with only the first `length` bytes.
    #[must_use]
    pub fn first(self, length: u64) -> Self {
        Self { length: length.min(self.length), ..self }
    }

    /// Opens the bytes for reading. The reader returns no bytes outside the passage.
    pub fn open(&self) -> io::Result<impl Read + Seek + Send + use<>> {
        let mut content = self.content.open()?;
        content.seek(SeekFrom::Start(self.start))?;
        Ok(Opened { content, start: self.start, length: self.length, at: 0 })
    }

    /// Returns all bytes.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

struct Opened {
    content: Box<dyn ReadSeek>,
    start: u64,
    length: u64,
    at: u64,
}

impl Read for Opened {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = room.len().min(left);
        let read = self.content.read(room.get_mut(..most).unwrap_or_default())?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}

impl Seek for Opened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let target = at.and_then(|at| Some((at, self.start.checked_add(at)?)));
        let (at, offset) = target.ok_or(io::ErrorKind::InvalidInput)?;
        self.content.seek(SeekFrom::Start(offset))?;
        self.at = at;
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, SeekFrom};
    use std::sync::Arc;

    use super::RawMessage;
    use crate::content::Content;

    #[test]
    fn a_passage_ends_at_its_last_byte() {
        let content = Content::Memory(Arc::new(b"0123456789".to_vec()));
        let RawMessage::InSource(passage) = RawMessage::in_source(&content, 2, 5) else {
            panic!("a message in a source is a passage")
        };
        assert_eq!(passage.bytes().unwrap(), b"23456");
        let mut opened = passage.open().unwrap();
        for (to, expected) in [
            (SeekFrom::Start(0), "23456"),
            (SeekFrom::Start(3), "56"),
            (SeekFrom::End(-1), "6"),
            (SeekFrom::Current(-2), "56"),
            (SeekFrom::Start(9), ""),
        ] {
            opened.seek(to).unwrap();
            let mut text = String::new();
            opened.read_to_string(&mut text).unwrap();
            assert_eq!(text, expected, "{to:?}");
        }
        assert!(opened.seek(SeekFrom::End(-6)).is_err());
        assert_eq!(passage.first(3).bytes().unwrap(), b"234");
    }
}

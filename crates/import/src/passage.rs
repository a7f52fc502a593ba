//! The bytes of an item: in memory, or where they lie in the source.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

use crate::content::{Content, ReadSeek};

/// The bytes of an item.
#[derive(Debug, Clone)]
pub enum RawMessage {
    /// In memory.
    InMemory(Vec<u8>),
    /// In the source: too many to be held.
    InSource(Passage),
}

/// Bytes of a source that stand behind one another. They are read again each time they are asked for.
#[derive(Debug, Clone)]
pub struct Passage {
    content: Content,
    start: u64,
    length: u64,
}

impl RawMessage {
    /// What stands there in a file of the source.
    pub(crate) fn in_source(content: &Content, start: u64, length: u64) -> Self {
        Self::InSource(Passage { content: content.clone(), start, length })
    }

    /// Number of bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::InMemory(bytes) => bytes.len() as u64,
            Self::InSource(passage) => passage.length,
        }
    }

    /// All bytes, however many they are.
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
    /// Number of bytes.
    pub fn size(&self) -> u64 {
        self.length
    }

    /// The first of these bytes.
    #[must_use]
    pub fn first(self, length: u64) -> Self {
        Self { length: length.min(self.length), ..self }
    }

    /// Opens them for reading. Nothing else can be read through that.
    pub fn open(&self) -> io::Result<impl Read + Seek + Send + use<>> {
        let mut content = self.content.open()?;
        content.seek(SeekFrom::Start(self.start))?;
        Ok(Opened { content, start: self.start, length: self.length, at: 0 })
    }

    /// All of them.
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
        let place = at.and_then(|at| Some((at, self.start.checked_add(at)?)));
        let (at, place) = place.ok_or(io::ErrorKind::InvalidInput)?;
        self.content.seek(SeekFrom::Start(place))?;
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
    fn nothing_else_is_read() {
        let content = Content::Memory(Arc::new(b"0123456789".to_vec()));
        let RawMessage::InSource(passage) = RawMessage::in_source(&content, 2, 5) else {
            panic!("not there")
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

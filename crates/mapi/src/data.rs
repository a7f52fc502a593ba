//! Bytes of a value: in memory when small, read on demand when large.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

/// A large value that stays in its file until somebody reads it.
pub trait Stream: Send + Sync {
    /// Length in bytes, as the file declares it. The reader may give fewer where the file is damaged.
    fn len(&self) -> u64;

    /// True if the declared length is zero.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A reader from the first byte on. It ends early, with an error, where bytes are missing.
    fn open(&self) -> Box<dyn Read + Send + '_>;
}

/// The bytes of a binary value.
#[derive(Clone)]
pub enum Data {
    /// In memory.
    Inline(Vec<u8>),
    /// Still in the source file.
    Stream(Arc<dyn Stream>),
}

impl Data {
    /// Declared length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Inline(bytes) => bytes.len() as u64,
            Self::Stream(stream) => stream.len(),
        }
    }

    /// True if there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A reader from the first byte on.
    pub fn open(&self) -> Box<dyn Read + Send + '_> {
        match self {
            Self::Inline(bytes) => Box::new(bytes.as_slice()),
            Self::Stream(stream) => stream.open(),
        }
    }

    /// The first bytes, `limit` at most, and the error that ended the reading early. That there are more is such an
    /// error too.
    pub fn read_at_most(&self, limit: u64) -> (Vec<u8>, Option<io::Error>) {
        let mut bytes = Vec::new();
        // One byte more tells whether there are more.
        let error = self.open().take(limit.saturating_add(1)).read_to_end(&mut bytes).err();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        if bytes.len() > most {
            bytes.truncate(most);
            return (bytes, Some(io::Error::other(format!("longer than {limit} bytes"))));
        }
        (bytes, error)
    }

    /// All bytes that can be read, and the error that ended the reading early, if one did.
    pub fn read_lenient(&self) -> (Vec<u8>, Option<io::Error>) {
        match self {
            Self::Inline(bytes) => (bytes.clone(), None),
            Self::Stream(stream) => {
                let mut bytes = Vec::new();
                let error = stream.open().read_to_end(&mut bytes).err();
                (bytes, error)
            }
        }
    }
}

impl From<Vec<u8>> for Data {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Inline(bytes)
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Data({} bytes)", self.len())
    }
}

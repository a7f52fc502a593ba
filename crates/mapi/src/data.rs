//! Binary values, in memory or read on demand.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

/// A large value that is read on demand from its source.
pub trait Stream: Send + Sync {
    /// Returns the declared length in bytes. A damaged source may give fewer bytes.
    fn len(&self) -> u64;

    /// Returns true if the declared length is zero.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens a reader at the first byte. If bytes are missing, the reader ends with an error.
    fn open(&self) -> Box<dyn Read + Send + '_>;
}

/// The bytes of a binary value.
#[derive(Clone)]
pub enum Data {
    /// Bytes in memory.
    Inline(Vec<u8>),
    /// Bytes in the source.
    Stream(Arc<dyn Stream>),
}

impl Data {
    /// Returns the declared length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Inline(bytes) => bytes.len() as u64,
            Self::Stream(stream) => stream.len(),
        }
    }

    /// Returns true if the declared length is zero.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens a reader at the first byte.
    pub fn open(&self) -> Box<dyn Read + Send + '_> {
        match self {
            Self::Inline(bytes) => Box::new(bytes.as_slice()),
            Self::Stream(stream) => stream.open(),
        }
    }

    /// Reads up to `limit` bytes. Also returns the error that ended the reading, or an error if there are more bytes.
    pub fn read_at_most(&self, limit: u64) -> (Vec<u8>, Option<io::Error>) {
        let mut bytes = Vec::new();
        // One additional byte shows whether the value is longer than the limit.
        let error = self.open().take(limit.saturating_add(1)).read_to_end(&mut bytes).err();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        if bytes.len() > most {
            bytes.truncate(most);
            return (bytes, Some(io::Error::other(format!("the value is longer than {limit} bytes"))));
        }
        (bytes, error)
    }

    /// Reads all readable bytes. Also returns the error that ended the reading.
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

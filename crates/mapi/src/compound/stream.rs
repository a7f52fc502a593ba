//! Streams, whose sectors may be anywhere in the file.

use std::io::{self, Read};
use std::sync::Arc;

use crate::ReadAt;

/// A stream of a compound file.
pub struct CompoundStream {
    source: Arc<dyn ReadAt>,
    /// Offsets of the sectors in the file.
    offsets: Vec<u64>,
    /// Size of a sector in bytes.
    piece: u64,
    /// Declared length in bytes.
    length: u64,
}

impl CompoundStream {
    pub(super) fn new(source: Arc<dyn ReadAt>, offsets: Vec<u64>, piece: u64, length: u64) -> Self {
        Self { source, offsets, piece, length }
    }

    /// Returns all readable bytes, and the error that ended the reading, if any.
    pub fn bytes(&self) -> (Vec<u8>, Option<io::Error>) {
        let mut bytes = Vec::new();
        let error = StreamReader { stream: self, at: 0 }.read_to_end(&mut bytes).err();
        (bytes, error)
    }

    /// Returns up to `count` readable bytes from the beginning.
    pub fn head(&self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = StreamReader { stream: self, at: 0 }.take(count as u64).read_to_end(&mut bytes);
        bytes
    }
}

impl crate::Stream for CompoundStream {
    fn len(&self) -> u64 {
        self.length
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        Box::new(StreamReader { stream: self, at: 0 })
    }
}

struct StreamReader<'s> {
    stream: &'s CompoundStream,
    at: u64,
}

impl Read for StreamReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let stream = self.stream;
        let left = stream.length.saturating_sub(self.at);
        if left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let piece = stream.piece.max(1);
        let within = self.at.checked_rem(piece).unwrap_or(0);
        let index = usize::try_from(self.at.checked_div(piece).unwrap_or(0)).unwrap_or(usize::MAX);
        let cut = || {
            let what = format!("only {} of the {} bytes of the stream exist", self.at, stream.length);
            io::Error::new(io::ErrorKind::UnexpectedEof, what)
        };
        let place = *stream.offsets.get(index).ok_or_else(cut)?;
        let run = self.run(index, left.saturating_add(within)).saturating_mul(piece).saturating_sub(within);
        let most = usize::try_from(run.min(left)).unwrap_or(usize::MAX).min(buffer.len());
        let target = buffer.get_mut(..most).unwrap_or_default();
        let count = stream.source.read_at(target, place.saturating_add(within))?;
        if count == 0 {
            return Err(cut());
        }
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}

impl StreamReader<'_> {
    /// Returns the number of contiguous sectors from `index` on, but not more than `bytes` need.
    fn run(&self, index: usize, bytes: u64) -> u64 {
        const MOST: u64 = 1 << 20;
        let piece = self.stream.piece.max(1);
        let rest = self.stream.offsets.get(index..).unwrap_or_default();
        let wanted = usize::try_from(bytes.min(MOST).div_ceil(piece)).unwrap_or(1);
        let pairs = rest.iter().zip(rest.iter().skip(1)).take(wanted.saturating_sub(1));
        let together = pairs.take_while(|(place, next)| place.checked_add(piece) == Some(**next)).count();
        (together as u64).saturating_add(1)
    }
}

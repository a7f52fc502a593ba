//! Reads a message piece by piece and digests each byte once.

use std::io::{self, Read, Seek, SeekFrom};

use blake3::Hasher;

use crate::digest::Digest;

/// Number of bytes that are read at once.
const READ_SIZE: usize = 1024 * 1024;
/// Number of bytes before the last view that stay in memory, so that a small step back needs no new read.
const KEPT_BEFORE_VIEW: u64 = 64 * 1024;

/// The part of a message that is in memory.
pub(super) struct Window<R> {
    from: R,
    bytes: Vec<u8>,
    /// Offset of the first byte in memory.
    at: u64,
    /// Offset of the next byte that the source returns.
    next: u64,
    hasher: Hasher,
    /// Number of bytes that were digested.
    digested: u64,
}

impl<R: Read + Seek> Window<R> {
    /// Returns a window at the start of the message.
    pub(super) fn new(mut from: R) -> io::Result<Self> {
        from.rewind()?;
        Ok(Self { from, bytes: Vec::new(), at: 0, next: 0, hasher: Hasher::new(), digested: 0 })
    }

    /// Returns the bytes from `from` on. Returns at least `wanted` bytes, except at the end of the message.
    pub(super) fn view(&mut self, from: u64, wanted: usize) -> io::Result<&[u8]> {
        if from < self.at || from > self.end() {
            self.bytes.clear();
            self.at = from;
        }
        if self.end().saturating_sub(from) < wanted as u64 {
            self.fill(from, wanted)?;
        }
        let start = usize::try_from(from.saturating_sub(self.at)).unwrap_or(usize::MAX);
        Ok(self.bytes.get(start..).unwrap_or_default())
    }

    fn end(&self) -> u64 {
        self.at.saturating_add(self.bytes.len() as u64)
    }

    fn fill(&mut self, from: u64, wanted: usize) -> io::Result<()> {
        let behind = from.saturating_sub(KEPT_BEFORE_VIEW).saturating_sub(self.at);
        let behind = usize::try_from(behind).unwrap_or(usize::MAX).min(self.bytes.len());
        self.bytes.drain(..behind);
        self.at = self.at.saturating_add(behind as u64);
        let most = from.saturating_sub(self.at).saturating_add(wanted.max(READ_SIZE) as u64);
        let end = self.end();
        self.go_to(end)?;
        let room = most.saturating_sub(self.bytes.len() as u64);
        let before = self.bytes.len();
        let read = (&mut self.from).take(room).read_to_end(&mut self.bytes)? as u64;
        self.next = self.next.saturating_add(read);
        // Bytes that are read again were digested before.
        if self.digested < self.next {
            let known = usize::try_from(self.digested.saturating_sub(end)).unwrap_or(usize::MAX);
            self.hasher.update(self.bytes.get(before.saturating_add(known)..).unwrap_or_default());
            self.digested = self.next;
        }
        Ok(())
    }

    /// Moves the source to an offset. Reads and digests the bytes before that offset that were not digested yet.
    fn go_to(&mut self, offset: u64) -> io::Result<()> {
        let from = offset.min(self.digested);
        if self.next != from {
            self.from.seek(SeekFrom::Start(from))?;
            self.next = from;
        }
        let mut piece = vec![0; if from < offset { READ_SIZE } else { 0 }];
        while self.next < offset {
            let room = usize::try_from(offset.saturating_sub(self.next)).unwrap_or(usize::MAX).min(READ_SIZE);
            let read = self.from.read(piece.get_mut(..room).unwrap_or_default())?;
            if read == 0 {
                break;
            }
            self.hasher.update(piece.get(..read).unwrap_or_default());
            self.next = self.next.saturating_add(read as u64);
            self.digested = self.next;
        }
        Ok(())
    }

    /// Reads to the end of the message. Returns its size and digest.
    pub(super) fn finish(&mut self) -> io::Result<(u64, Digest)> {
        self.go_to(u64::MAX)?;
        Ok((self.digested, *self.hasher.finalize().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{KEPT_BEFORE_VIEW, READ_SIZE, Window};
    use crate::digest_of;

    #[test]
    fn the_digest_does_not_depend_on_the_views() {
        let bytes: Vec<u8> = (0..251_u8).cycle().take(3 * READ_SIZE + 77).collect();
        let size = bytes.len() as u64;
        let places = [
            0,
            5,
            KEPT_BEFORE_VIEW,
            2 * KEPT_BEFORE_VIEW,
            1 << 20,
            (1 << 20) + 3,
            2 << 20,
            size - 3,
            size,
            size + 9,
        ];
        for first in places {
            for second in places {
                let mut window = Window::new(Cursor::new(&bytes)).unwrap();
                for from in [first, second, first] {
                    let view = window.view(from, 10).unwrap();
                    let expected = bytes.get(usize::try_from(from).unwrap()..).unwrap_or_default();
                    assert!(view.len() >= expected.len().min(10) && expected.starts_with(view), "{from}");
                }
                assert_eq!(window.finish().unwrap(), (size, digest_of(&bytes)), "{first} {second}");
            }
        }
    }
}

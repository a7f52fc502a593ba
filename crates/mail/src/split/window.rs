//! A message that is read piece by piece: some of it at a time in memory, all of it digested once.

use std::io::{self, Read, Seek, SeekFrom};

use blake3::Hasher;

use crate::identity::Digest;

/// Bytes that are read at once.
const BLOCK: usize = 1024 * 1024;
/// Bytes that stay in memory behind what was asked for last: who goes back a little need not read again.
const BACK: u64 = 64 * 1024;

pub(super) struct Window<R> {
    from: R,
    bytes: Vec<u8>,
    /// Where the first of these lies.
    at: u64,
    /// Where the next byte that the source gives lies.
    next: u64,
    hasher: Hasher,
    /// Bytes that are digested.
    digested: u64,
}

impl<R: Read + Seek> Window<R> {
    pub(super) fn new(mut from: R) -> io::Result<Self> {
        from.rewind()?;
        Ok(Self { from, bytes: Vec::new(), at: 0, next: 0, hasher: Hasher::new(), digested: 0 })
    }

    /// Bytes from `from` on: `wanted` or more, fewer only at the end of the message.
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
        let behind = from.saturating_sub(BACK).saturating_sub(self.at);
        let behind = usize::try_from(behind).unwrap_or(usize::MAX).min(self.bytes.len());
        self.bytes.drain(..behind);
        self.at = self.at.saturating_add(behind as u64);
        let most = from.saturating_sub(self.at).saturating_add(wanted.max(BLOCK) as u64);
        let end = self.end();
        self.go_to(end)?;
        let room = most.saturating_sub(self.bytes.len() as u64);
        let before = self.bytes.len();
        let read = (&mut self.from).take(room).read_to_end(&mut self.bytes)? as u64;
        self.next = self.next.saturating_add(read);
        // What is read a second time was digested before.
        if self.digested < self.next {
            let known = usize::try_from(self.digested.saturating_sub(end)).unwrap_or(usize::MAX);
            self.hasher.update(self.bytes.get(before.saturating_add(known)..).unwrap_or_default());
            self.digested = self.next;
        }
        Ok(())
    }

    /// Brings the source to a place. What would be passed over is digested on the way.
    fn go_to(&mut self, place: u64) -> io::Result<()> {
        let from = place.min(self.digested);
        if self.next != from {
            self.from.seek(SeekFrom::Start(from))?;
            self.next = from;
        }
        let mut piece = vec![0; if from < place { BLOCK } else { 0 }];
        while self.next < place {
            let room = usize::try_from(place.saturating_sub(self.next)).unwrap_or(usize::MAX).min(BLOCK);
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

    /// Reads on to the end of the message. Gives its size and digest.
    pub(super) fn finish(&mut self) -> io::Result<(u64, Digest)> {
        self.go_to(u64::MAX)?;
        Ok((self.digested, *self.hasher.finalize().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{BACK, BLOCK, Window};
    use crate::digest_of;

    #[test]
    fn the_digest_is_that_of_the_whole_whatever_is_looked_at() {
        let bytes: Vec<u8> = (0..251_u8).cycle().take(3 * BLOCK + 77).collect();
        let size = bytes.len() as u64;
        let places = [0, 5, BACK, 2 * BACK, 1 << 20, (1 << 20) + 3, 2 << 20, size - 3, size, size + 9];
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

//! Reads past bytes that the device cannot read, so that one unreadable sector does not end a mailbox.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// Bytes that are read at once around an unreadable sector. They are also the unit of a gap.
const SECTOR: u64 = 4096;
/// Maximum number of unreadable sectors. A device with more of them is probably gone, and each failed read can take
/// seconds.
const MAX_SECTORS: u64 = 4096;

/// Consecutive bytes of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    /// Offset of the first byte.
    pub(super) offset: u64,
    /// Number of bytes.
    pub(super) length: u64,
    /// The error of the system.
    pub(super) why: String,
}

impl Gap {
    fn end(&self) -> u64 {
        self.offset.saturating_add(self.length)
    }

    /// Returns true if the gap and these bytes have a byte in common.
    pub(super) fn overlaps(&self, offset: u64, length: u64) -> bool {
        self.offset < offset.saturating_add(length) && offset < self.end()
    }
}

/// A source in which zeros replace the bytes that cannot be read. The scanner finds separators after zeros.
pub(super) struct GapReader<R> {
    source: R,
    at: u64,
    /// Size of the source in bytes.
    size: u64,
    gaps: Vec<Gap>,
}

impl<R: Read + Seek> GapReader<R> {
    /// Returns a reader at the beginning of a source.
    pub(super) fn new(mut source: R) -> io::Result<Self> {
        let size = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        Ok(Self { source, at: 0, size, gaps: Vec::new() })
    }

    /// Returns the size of the source in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Returns the gaps that were found so far.
    pub(super) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Reads up to the end of the current sector. If that fails too, the bytes become a gap.
    fn read_sector(&mut self, out: &mut [u8], error: io::Error) -> io::Result<usize> {
        let in_sector = SECTOR.saturating_sub(self.at.checked_rem(SECTOR).unwrap_or(0));
        let length = in_sector.min(self.size.saturating_sub(self.at));
        let part = usize::try_from(length).unwrap_or(usize::MAX).min(out.len());
        let Some(part) = out.get_mut(..part).filter(|part| !part.is_empty()) else { return Err(error) };
        // The position after a failed read is not defined.
        self.source.seek(SeekFrom::Start(self.at))?;
        match self.source.read(part) {
            Ok(read) => Ok(self.moved(read)),
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.add_gap(part.len() as u64, error)?;
                part.fill(0);
                let read = self.moved(part.len());
                self.source.seek(SeekFrom::Start(self.at))?;
                Ok(read)
            }
        }
    }

    /// Records a gap at the current position. Returns the error if there are too many.
    fn add_gap(&mut self, length: u64, error: io::Error) -> io::Result<()> {
        // The scanner reads some bytes twice.
        if self.gaps.iter().any(|gap| gap.offset <= self.at && self.at < gap.end()) {
            return Ok(());
        }
        let lost = self.gaps.iter().map(|gap| gap.length).fold(0, u64::saturating_add);
        if lost >= SECTOR.saturating_mul(MAX_SECTORS) {
            return Err(error);
        }
        match self.gaps.last_mut().filter(|before| before.end() == self.at) {
            Some(before) => before.length = before.length.saturating_add(length),
            None => self.gaps.push(Gap { offset: self.at, length, why: error.to_string() }),
        }
        Ok(())
    }

    fn moved(&mut self, read: usize) -> usize {
        self.at = self.at.saturating_add(read as u64);
        read
    }
}

impl<R: Read + Seek> Read for GapReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.source.read(out) {
            Ok(read) => Ok(self.moved(read)),
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => self.read_sector(out, error),
        }
    }
}

impl<R: Read + Seek> Seek for GapReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.source.seek(to)?;
        Ok(self.at)
    }
}

//! Limits of unpacking. A small archive can unpack to more than any disk, and nested archives multiply.

/// Bytes that each archive may unpack to, whatever its size. A mailbox that is mostly empty compresses to almost nothing.
const ALWAYS: u64 = 4 << 30;
/// Unpacked bytes for each packed byte, beyond that. Text compresses to a twentieth.
const MOST_GROWTH: u64 = 250;
/// Archives inside archives that are opened.
const DEEPEST: usize = 4;
/// Archives that are opened inside one archive.
const MOST_ARCHIVES: usize = 10_000;

/// The remaining limits of one archive on the disk, and of all archives nested in it.
#[derive(Debug)]
pub(crate) struct ExtractionLimits {
    bytes: u64,
    archives: usize,
    depth: usize,
}

impl ExtractionLimits {
    /// Returns the limits of an archive of `size` bytes.
    pub(crate) fn of(size: u64) -> Self {
        let bytes = size.saturating_mul(MOST_GROWTH).saturating_add(ALWAYS);
        Self { bytes, archives: MOST_ARCHIVES, depth: 0 }
    }

    /// Enters an archive. `Err` contains the reason why it is not opened.
    pub(crate) fn enter(&mut self) -> Result<(), &'static str> {
        if self.depth >= DEEPEST {
            return Err("This archive is nested too deeply in others; unpack those, then add the folder.");
        }
        self.archives = self.archives.checked_sub(1).ok_or("There are too many archives in this one.")?;
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    /// Leaves the archive that was entered last.
    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns the bytes that may still be unpacked.
    pub(crate) fn left(&self) -> u64 {
        self.bytes
    }

    /// Counts unpacked bytes.
    pub(crate) fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

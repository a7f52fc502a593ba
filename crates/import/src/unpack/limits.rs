//! Limits for unpacking. Without limits, a small archive can unpack to more bytes than the disk can hold,
//! especially if archives are nested.

/// Unpacked bytes that are allowed for any archive, regardless of its size. A mailbox that consists mostly of zero
/// bytes compresses to a very small file.
const ALWAYS: u64 = 4 << 30;
/// The largest number of unpacked bytes for each packed byte, in addition to [`ALWAYS`]. Text compresses to about
/// one twentieth.
const MOST_GROWTH: u64 = 250;
/// The largest depth of nested archives that are opened.
const DEEPEST: usize = 4;
/// The largest number of archives that are opened inside one archive.
const MOST_ARCHIVES: usize = 10_000;

/// The remaining limits for one archive on the disk, including all archives nested in it.
#[derive(Debug)]
pub(crate) struct ExtractionLimits {
    bytes: u64,
    archives: usize,
    depth: usize,
}

impl ExtractionLimits {
    /// Returns the limits for an archive of `size` bytes.
    pub(crate) fn of(size: u64) -> Self {
        let bytes = size.saturating_mul(MOST_GROWTH).saturating_add(ALWAYS);
        Self { bytes, archives: MOST_ARCHIVES, depth: 0 }
    }

    /// Counts an archive that is to be opened. `Err` contains the reason why the archive must not be opened.
    pub(crate) fn enter(&mut self) -> Result<(), &'static str> {
        if self.depth >= DEEPEST {
            return Err(
                "This archive is inside too many other archives. Unpack the outer archives into a folder, then import that folder.",
            );
        }
        self.archives = self
            .archives
            .checked_sub(1)
            .ok_or("The outermost archive contains too many archives. Unpack it, then import the folder.")?;
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    /// Reports that the archive of the last [`enter`](Self::enter) has been read.
    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns the number of bytes that may still be unpacked.
    pub(crate) fn left(&self) -> u64 {
        self.bytes
    }

    /// Reduces the limit by a number of unpacked bytes.
    pub(crate) fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

//! How much may be unpacked. What is packed small can be made to fill any disk; nested archives multiply.

/// Bytes that each archive may unpack to, whatever its size: a mailbox that is mostly empty packs to almost nothing.
const ALWAYS: u64 = 4 << 30;
/// How many times larger than its packed bytes all that is unpacked may be, beyond that. Text packs to a twentieth.
const MOST_GROWTH: u64 = 250;
/// Archives in archives that are opened.
const DEEPEST: usize = 4;
/// Archives that are opened within one.
const MOST_ARCHIVES: usize = 10_000;

/// What is left for an archive that lies on the disk, and for all that are nested in it.
#[derive(Debug)]
pub(crate) struct ExtractionLimits {
    bytes: u64,
    archives: usize,
    depth: usize,
}

impl ExtractionLimits {
    /// For an archive of so many bytes.
    pub(crate) fn of(size: u64) -> Self {
        let bytes = size.saturating_mul(MOST_GROWTH).saturating_add(ALWAYS);
        Self { bytes, archives: MOST_ARCHIVES, depth: 0 }
    }

    /// Goes into an archive; `Err` says why not.
    pub(crate) fn enter(&mut self) -> Result<(), &'static str> {
        if self.depth >= DEEPEST {
            return Err("This archive is nested too deeply in others; unpack those, then add the folder.");
        }
        self.archives = self.archives.checked_sub(1).ok_or("There are too many archives in this one.")?;
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Bytes that may still be unpacked.
    pub(crate) fn left(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

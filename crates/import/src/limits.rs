//! Limits of the readers. Without them, a hostile file could use all memory and time.

/// Bytes of a message that a reader holds in memory. A longer one is read from its source again when it is needed.
pub(crate) const MAX_IN_MEMORY: u64 = 32 << 20;

/// Bytes of a message whose format forces the reader to hold it. The rest is left out, and a defect says so.
pub(crate) const MAX_HELD_MESSAGE: u64 = 1 << 30;

/// Bytes of a message that is read in pieces. The rest is left out, and a defect says so.
pub(crate) const MAX_MESSAGE: u64 = 16 << 30;

/// Bytes of a text whose encoding or line ends are converted in memory.
pub(crate) const MAX_CONVERTED: u64 = 256 << 20;

/// Bytes at the beginning of a file from which its format is detected.
pub(crate) const DETECTION_BYTES: u64 = 64 * 1024;

/// Folders inside folders that are read.
pub(crate) const MAX_FOLDER_DEPTH: usize = 100;

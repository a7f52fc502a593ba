//! Limits of the readers. Without limits, a malicious file could use all memory or unlimited time.

/// The largest size in bytes of a message that a reader holds in memory. A larger message is read from the source
/// again each time it is needed.
pub(crate) const MAX_IN_MEMORY: u64 = 32 << 20;

/// The largest size in bytes of a message in a format that can only be read as a whole. The rest of a larger
/// message is left out and reported as a defect.
pub(crate) const MAX_HELD_MESSAGE: u64 = 1 << 30;

/// The largest size in bytes of any other message. The rest of a larger message is left out and reported as a
/// defect.
pub(crate) const MAX_MESSAGE: u64 = 16 << 30;

/// The largest size in bytes of a text whose encoding or line ends are converted. The conversion is done in
/// memory.
pub(crate) const MAX_CONVERTED: u64 = 256 << 20;

/// The number of bytes at the beginning of a file from which its format is detected.
pub(crate) const DETECTION_BYTES: u64 = 64 * 1024;

/// The largest depth of nested folders that are read.
pub(crate) const MAX_FOLDER_DEPTH: usize = 100;

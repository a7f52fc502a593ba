//! The limits of an extraction.

use std::time::Duration;

/// The limits for one file and all files in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtractionLimits {
    /// Maximum size of the file, in bytes.
    pub input: usize,
    /// Maximum length of the extracted text, in bytes.
    pub text: usize,
    /// Maximum size of all unpacked streams together, in bytes.
    pub unpacked: usize,
    /// Maximum ratio between the unpacked and packed size of a stream. One MiB is allowed regardless of the packed
    /// size.
    pub growth: usize,
    /// Maximum number of contained files and streams.
    pub entries: usize,
    /// Maximum depth of files inside other files.
    pub depth: usize,
    /// Maximum time for the extraction. A child process that takes much longer is killed.
    pub time: Duration,
}

impl Default for ExtractionLimits {
    fn default() -> Self {
        const MIB: usize = 1 << 20;
        Self {
            input: 256 * MIB,
            text: 4 * MIB,
            unpacked: 256 * MIB,
            growth: 250,
            entries: 20_000,
            depth: 6,
            time: Duration::from_secs(20),
        }
    }
}

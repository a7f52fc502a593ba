//! What is read, and how much of it.

use std::time::Duration;

/// A file to read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its name, as far as one is known. Only asked where the bytes don't tell what the file is.
    pub name: &'a str,
    /// Its media type, `application/pdf`. Asked like the name.
    pub media_type: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// How much is read of one file, with all that lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub input: usize,
    /// Bytes of text that are given.
    pub text: usize,
    /// Bytes that are unpacked of compressed streams, all together.
    pub unpacked: usize,
    /// How many times larger than its packed bytes a stream may be, beyond its first MiB.
    pub growth: usize,
    /// Files and streams in the file that are looked at, all together.
    pub entries: usize,
    /// Files in one another.
    pub depth: usize,
    /// Time that one file may take. A child process that takes much longer is ended.
    pub time: Duration,
}

impl Default for Limits {
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

//! Physical lines of a file, with their offsets.

use std::io::{self, BufRead, BufReader, Read};

/// Bytes of a line that are read at once. A longer line comes in several pieces.
const MAX_PIECE: u64 = 1 << 20;

/// Zero bytes in a row that no program writes into text.
const ZERO_RUN: usize = 64;

/// Reads lines one after the other.
pub(super) struct LineReader<R> {
    reader: BufReader<R>,
    /// The current line or piece of a line, with its line end. Empty at the end of the file.
    bytes: Vec<u8>,
    /// Offset of the first byte of `bytes`.
    start: u64,
    /// True if `bytes` begins a line.
    begins_line: bool,
}

impl<R: Read> LineReader<R> {
    pub(super) fn new(source: R) -> Self {
        let reader = BufReader::with_capacity(256 * 1024, source);
        Self { reader, bytes: Vec::new(), start: 0, begins_line: true }
    }

    /// Reads the next line, or the next piece of a long one. Returns false at the end of the file.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        self.start = self.end();
        self.begins_line = self.bytes.is_empty() || self.bytes.ends_with(b"\n");
        self.bytes.clear();
        (&mut self.reader).take(MAX_PIECE).read_until(b'\n', &mut self.bytes)?;
        Ok(!self.bytes.is_empty())
    }

    /// Returns the offset of the current line.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Returns the offset after the current line.
    pub(super) fn end(&self) -> u64 {
        self.start.saturating_add(self.bytes.len() as u64)
    }

    /// Returns the bytes of the current line with its line end.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the line without white space at its end, and without a byte order mark.
    pub(super) fn text(&self) -> &[u8] {
        let bytes = if self.start == 0 {
            self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes)
        } else {
            &self.bytes
        };
        bytes.trim_ascii_end()
    }

    /// Returns true for the rest of a folded or long line, RFC 5545, 3.1.
    pub(super) fn is_continuation(&self) -> bool {
        !self.begins_line || matches!(self.bytes.first(), Some(b' ' | b'\t'))
    }

    /// Returns true if nothing is on the line. Some programs end a file with the byte 0x1A.
    pub(super) fn is_blank(&self) -> bool {
        self.text().iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1A))
    }

    /// Returns true if the line contains bytes that were overwritten with zeros.
    pub(super) fn has_zeros(&self) -> bool {
        memchr::memchr(0, &self.bytes).is_some()
            && self
                .bytes
                .chunk_by(|one, other| one == other)
                .any(|run| run.first() == Some(&0) && run.len() >= ZERO_RUN)
    }
}

/// Splits a line into the name and the value of its property, without the parameters. The name is in upper case and without its
/// group, RFC 6350, 3.3: `item1.TEL` is `TEL`.
pub(super) fn name_and_value(line: &[u8]) -> Option<(String, &[u8])> {
    let end = line.iter().position(|byte| matches!(byte, b':' | b';'))?;
    let name = std::str::from_utf8(line.get(..end)?).ok()?.trim();
    let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.is_empty() || name.len() > 100 || !name.bytes().all(is_name) {
        return None;
    }
    let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
    Some((name.to_ascii_uppercase(), line.get(colon..)?.strip_prefix(b":").unwrap_or_default()))
}

//! Reads the lines of a file without joining folded lines, and reports their offsets.

use std::io::{self, BufRead, BufReader, Read};

/// The largest number of bytes that are read at once. A longer line is returned in several pieces.
const MAX_PIECE: u64 = 1 << 20;

/// The number of zero bytes in a row that counts as damage. No program writes so many zeros into text.
const ZERO_RUN: usize = 64;

/// A reader of lines.
pub(super) struct LineReader<R> {
    reader: BufReader<R>,
    /// The current line, or piece of a line, including the line end. Empty at the end of the file.
    bytes: Vec<u8>,
    /// Offset of the first byte of `bytes`.
    start: u64,
    /// True if `bytes` is the first or only piece of a line.
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

    /// Returns the offset of the current line or piece.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Returns the offset of the first byte after the current line or piece.
    pub(super) fn end(&self) -> u64 {
        self.start.saturating_add(self.bytes.len() as u64)
    }

    /// Returns the current line or piece, including the line end.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the current line without white space at its end. At the start of the file, also removes a byte
    /// order mark.
    pub(super) fn text(&self) -> &[u8] {
        let bytes = if self.start == 0 {
            self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes)
        } else {
            &self.bytes
        };
        bytes.trim_ascii_end()
    }

    /// Returns true if the line continues the previous line: by folding (RFC 5545, 3.1), or as a further piece of
    /// a long line.
    pub(super) fn is_continuation(&self) -> bool {
        !self.begins_line || matches!(self.bytes.first(), Some(b' ' | b'\t'))
    }

    /// Returns true if the line contains only white space, zero bytes or the byte 0x1A, with which some programs
    /// end a file.
    pub(super) fn is_blank(&self) -> bool {
        self.text().iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1A))
    }

    /// Returns true if the line contains at least [`ZERO_RUN`] zero bytes in a row.
    pub(super) fn has_zeros(&self) -> bool {
        memchr::memchr(0, &self.bytes).is_some()
            && self
                .bytes
                .chunk_by(|one, other| one == other)
                .any(|run| run.first() == Some(&0) && run.len() >= ZERO_RUN)
    }
}

/// Returns the name and value of the property on a line, without its parameters. The name is in upper case and
/// without the group (RFC 6350, 3.3): for `item1.TEL` it is `TEL`.
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

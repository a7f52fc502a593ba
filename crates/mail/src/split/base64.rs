//! Base64 in lines of one length, as messages contain it (RFC 2045, section 6.8).

use std::io::{self, Write};

use base64_simd::{Out, STANDARD};

/// The line format of a base64 part, which is needed to write the same letters again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base64Layout {
    /// Characters of each line except the last.
    pub line: u32,
    /// True if lines end with CR LF, false for LF.
    pub crlf: bool,
}

impl Base64Layout {
    /// The layout of text that was removed because of its length. Such text is not encoded.
    pub(super) const VERBATIM: Self = Self { line: 0, crlf: false };

    /// Returns true if the bytes are not encoded.
    pub fn is_verbatim(self) -> bool {
        self.line == 0
    }

    /// Returns the line end.
    pub(super) fn ending(self) -> &'static [u8] {
        if self.crlf { b"\r\n" } else { b"\n" }
    }

    /// Returns the number of characters for `size` bytes, without the end of the last line.
    pub fn encoded_size(self, size: u64) -> u64 {
        if self.is_verbatim() {
            return size;
        }
        let letters = size.div_ceil(3).saturating_mul(4);
        let breaks = letters.saturating_sub(1).checked_div(self.line.into()).unwrap_or(0);
        letters.saturating_add(breaks.saturating_mul(self.ending().len() as u64))
    }
}

/// Bytes that are encoded at once, a multiple of three.
const GROUPS: usize = 48 * 1024;

/// Encodes bytes in a given layout as they arrive, without the end of the last line.
pub(super) struct Encoder<'o> {
    layout: Base64Layout,
    out: &'o mut dyn Write,
    bytes: Vec<u8>,
    letters: Vec<u8>,
    /// Letters in the current line.
    column: usize,
}

impl<'o> Encoder<'o> {
    /// Returns an encoder that writes to `out`.
    pub(super) fn new(layout: Base64Layout, out: &'o mut dyn Write) -> Self {
        Self { layout, out, bytes: Vec::new(), letters: Vec::new(), column: 0 }
    }

    /// Encodes the remaining bytes.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.encode()
    }

    fn encode(&mut self) -> io::Result<()> {
        // A line of base64 contains only whole groups of four letters.
        let line = usize::try_from(self.layout.line).map_or(4, |line| (line / 4).saturating_mul(4).max(4));
        let mut rest = self.bytes.as_slice();
        while !rest.is_empty() {
            if self.column >= line {
                self.letters.extend_from_slice(self.layout.ending());
                self.column = 0;
            }
            let room = (line.saturating_sub(self.column) / 4).saturating_mul(3);
            let (now, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
            let start = self.letters.len();
            let length = STANDARD.encoded_length(now.len());
            self.letters.resize(start.saturating_add(length), 0);
            if let Some(room) = self.letters.get_mut(start..) {
                let _: &mut [u8] = STANDARD.encode(now, Out::from_slice(room));
            }
            self.column = self.column.saturating_add(length);
            rest = later;
        }
        self.out.write_all(&self.letters)?;
        self.bytes.clear();
        self.letters.clear();
        Ok(())
    }
}

impl Write for Encoder<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.layout.is_verbatim() {
            return self.out.write(bytes);
        }
        let room = GROUPS.saturating_sub(self.bytes.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.bytes.extend_from_slice(taken);
        if self.bytes.len() >= GROUPS {
            self.encode()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Letters that are decoded at once. A small number makes the decoder detect invalid base64 early.
const CHUNK: usize = 32 * 1024;

/// Decodes base64 line by line.
#[derive(Default)]
pub(super) struct Decoder {
    /// Letters that are not decoded yet.
    letters: Vec<u8>,
    bytes: Vec<u8>,
}

impl Decoder {
    /// Adds a line. Returns `None` if the line is not valid base64, or if padding ended an earlier line.
    pub(super) fn line(&mut self, line: &[u8]) -> Option<()> {
        if self.letters.ends_with(b"=") {
            return None;
        }
        self.letters.extend_from_slice(line);
        if self.letters.len() >= CHUNK && !self.letters.ends_with(b"=") {
            self.decode()?;
        }
        Some(())
    }

    /// Returns the decoded bytes. Returns `None` if there are no bytes, or if encoding them again would give
    /// different letters.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        self.rest().filter(|bytes| !bytes.is_empty())
    }

    /// Returns the bytes that were decoded since the last call. Only [`rest`](Self::rest) shows whether all
    /// letters are valid.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Returns the decoded bytes that were not taken yet. Returns `None` if encoding would give different letters.
    pub(super) fn rest(mut self) -> Option<Vec<u8>> {
        let end: [u8; 4] =
            self.letters.get(self.letters.len().saturating_sub(4)..)?.try_into().unwrap_or_default();
        self.decode()?;
        if end == [0; 4] {
            return Some(self.bytes);
        }
        // Only the last group of letters can have several forms, because it may contain unused bits.
        let rest = self.bytes.len().checked_sub(1)?.checked_div(3)?.checked_mul(3)?;
        let mut again = [0; 4];
        let again: &[u8] = STANDARD.encode(self.bytes.get(rest..)?, Out::from_slice(&mut again));
        (again == end).then_some(self.bytes)
    }

    fn decode(&mut self) -> Option<()> {
        if !self.letters.is_empty() {
            self.bytes.extend_from_slice(STANDARD.decode_inplace(&mut self.letters).ok()?);
            self.letters.clear();
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{Base64Layout, Decoder, Encoder};

    #[test]
    fn only_canonical_base64_is_decoded() {
        for (letters, bytes) in [
            ("YWJj", Some("abc")),
            ("YWJjZA==", Some("abcd")),
            ("YWJjZGU=", Some("abcde")),
            // Unused bits are set.
            ("YWJjZB==", None),
            ("YWJjZGV=", None),
            ("YWJj====", None),
            ("YW=j", None),
            ("YWJ", None),
            ("YW-j", None),
            ("", None),
        ] {
            let mut decoder = Decoder::default();
            let bytes_again = decoder.line(letters.as_bytes()).and_then(|()| decoder.finish());
            assert_eq!(bytes_again.as_deref(), bytes.map(str::as_bytes), "{letters}");
        }
    }

    #[test]
    fn lines_are_of_one_length() {
        for (size, line, crlf, expected) in [
            (1, 4, false, "AA=="),
            (3, 4, false, "AAAA"),
            (4, 4, true, "AAAA\r\nAA=="),
            (12, 8, false, "AAAAAAAA\nAAAAAAAA"),
            (7, 8, true, "AAAAAAAA\r\nAA=="),
        ] {
            let layout = Base64Layout { line, crlf };
            let mut out = Vec::new();
            let mut encoder = Encoder::new(layout, &mut out);
            encoder.write_all(&vec![0; size]).unwrap();
            encoder.finish().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
            assert_eq!(layout.encoded_size(size as u64), expected.len() as u64);
        }
    }
}

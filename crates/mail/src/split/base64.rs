//! Base64 as it stands in a message (RFC 2045, section 6.8): lines of one length.

use std::io::{self, Write};

use base64_simd::{Out, STANDARD};

/// How a part was written: what is needed to write its bytes the same way again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Characters of each line but the last.
    pub line: u32,
    /// True if lines end in CR LF, false for LF.
    pub crlf: bool,
}

impl Layout {
    /// For bytes that stand in the message as they are: of text too long to be kept with the rest.
    pub(super) const VERBATIM: Self = Self { line: 0, crlf: false };

    /// True for bytes that stand in the message as they are.
    pub fn is_verbatim(self) -> bool {
        self.line == 0
    }

    pub(super) fn ending(self) -> &'static [u8] {
        if self.crlf { b"\r\n" } else { b"\n" }
    }

    /// Characters that `size` bytes take, without an end of the last line.
    pub fn encoded_size(self, size: u64) -> u64 {
        if self.is_verbatim() {
            return size;
        }
        let letters = size.div_ceil(3).saturating_mul(4);
        let breaks = letters.saturating_sub(1).checked_div(self.line.into()).unwrap_or(0);
        letters.saturating_add(breaks.saturating_mul(self.ending().len() as u64))
    }
}

/// Bytes that are encoded at once: whole groups.
const GROUPS: usize = 48 * 1024;

/// Writes bytes in the way of a layout, as they come, without an end of the last line.
pub(super) struct Encoder<'o> {
    layout: Layout,
    out: &'o mut dyn Write,
    bytes: Vec<u8>,
    letters: Vec<u8>,
    /// Letters that the line has so far.
    column: usize,
}

impl<'o> Encoder<'o> {
    pub(super) fn new(layout: Layout, out: &'o mut dyn Write) -> Self {
        Self { layout, out, bytes: Vec::new(), letters: Vec::new(), column: 0 }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.encode()
    }

    fn encode(&mut self) -> io::Result<()> {
        // A line of base64 is a whole number of groups.
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

/// Letters that are decoded at once: what is no base64 after all shows early.
const CHUNK: usize = 32 * 1024;

/// Decodes letters as their lines come.
#[derive(Default)]
pub(super) struct Decoder {
    /// Letters that are not decoded yet.
    letters: Vec<u8>,
    bytes: Vec<u8>,
}

impl Decoder {
    /// Takes a line. `None` if it cannot be one, or if the lines before it ended the part.
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

    /// The bytes. `None` unless encoding them gives exactly these letters again.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        self.rest().filter(|bytes| !bytes.is_empty())
    }

    /// What was decoded since this was last asked. The letters may not be base64 after all: [`rest`](Self::rest) tells.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// As [`finish`](Self::finish), without what was taken before.
    pub(super) fn rest(mut self) -> Option<Vec<u8>> {
        let end: [u8; 4] =
            self.letters.get(self.letters.len().saturating_sub(4)..)?.try_into().unwrap_or_default();
        self.decode()?;
        if end == [0; 4] {
            return Some(self.bytes);
        }
        // All groups but the last are the only way to write their bytes. The last may hold bits that belong to no byte.
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

    use super::{Decoder, Encoder, Layout};

    #[test]
    fn only_what_can_be_written_again_is_decoded() {
        for (letters, bytes) in [
            ("YWJj", Some("abc")),
            ("YWJjZA==", Some("abcd")),
            ("YWJjZGU=", Some("abcde")),
            // Bits that belong to no byte are set.
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
            let layout = Layout { line, crlf };
            let mut out = Vec::new();
            let mut encoder = Encoder::new(layout, &mut out);
            encoder.write_all(&vec![0; size]).unwrap();
            encoder.finish().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
            assert_eq!(layout.encoded_size(size as u64), expected.len() as u64);
        }
    }
}

//! Base64 as it stands in a message (RFC 2045, section 6.8): lines of one length.

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
    fn ending(self) -> &'static [u8] {
        if self.crlf { b"\r\n" } else { b"\n" }
    }

    /// Characters that `size` bytes take, without an end of the last line.
    pub fn encoded_size(self, size: u64) -> u64 {
        let letters = size.div_ceil(3).saturating_mul(4);
        let breaks = letters.saturating_sub(1).checked_div(self.line.into()).unwrap_or(0);
        letters.saturating_add(breaks.saturating_mul(self.ending().len() as u64))
    }

    /// Writes `bytes` in this way, without an end of the last line.
    pub fn encode(self, bytes: &[u8], out: &mut Vec<u8>) {
        out.reserve(usize::try_from(self.encoded_size(bytes.len() as u64)).unwrap_or(0));
        // A line of base64 is a whole number of groups, so each line can be encoded by itself.
        let per_line = usize::try_from(self.line).map_or(3, |line| (line / 4).saturating_mul(3).max(3));
        let mut letters =
            vec![0; per_line.div_ceil(3).saturating_mul(4).min(STANDARD.encoded_length(bytes.len()))];
        for (at, piece) in bytes.chunks(per_line).enumerate() {
            if at > 0 {
                out.extend_from_slice(self.ending());
            }
            let length = STANDARD.encoded_length(piece.len());
            if let Some(room) = letters.get_mut(..length) {
                out.extend_from_slice(STANDARD.encode(piece, Out::from_slice(room)));
            }
        }
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
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        let end: [u8; 4] =
            self.letters.get(self.letters.len().saturating_sub(4)..)?.try_into().unwrap_or_default();
        self.decode()?;
        if end == [0; 4] {
            return Some(self.bytes).filter(|bytes| !bytes.is_empty());
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
    use super::{Decoder, Layout};

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
            layout.encode(&vec![0; size], &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
            assert_eq!(layout.encoded_size(size as u64), expected.len() as u64);
        }
    }
}

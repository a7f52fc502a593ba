//! Undoing a transfer encoding (RFC 2045, section 6) of bytes that come one after the other.

use std::io::{self, Write};

use base64_simd::STANDARD;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use memchr::memrchr;

/// Bytes that are decoded at once.
const CHUNK: usize = 64 * 1024;
/// Longest line of Quoted-Printable that is waited for.
const LONGEST_LINE: usize = 1024 * 1024;

/// A transfer encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Base64,
    QuotedPrintable,
}

/// Returns the bytes that letters of base64 stand for, with or without padding. What is no letter counts for nothing.
pub(crate) fn base64_bytes(letters: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut undo = Undo::base64(&mut bytes);
    // Nothing fails that only writes into memory.
    let _ = undo.write_all(letters).and_then(|()| undo.finish());
    bytes
}

/// Takes what was written and gives on what was meant.
pub(crate) struct Undo<'o> {
    encoding: Encoding,
    waiting: Vec<u8>,
    out: &'o mut dyn Write,
}

impl<'o> Undo<'o> {
    pub(crate) fn base64(out: &'o mut dyn Write) -> Self {
        Self { encoding: Encoding::Base64, waiting: Vec::new(), out }
    }

    pub(crate) fn of(encoding: mail_parser::Encoding, out: &'o mut dyn Write) -> Self {
        let encoding = match encoding {
            mail_parser::Encoding::None => Encoding::Plain,
            mail_parser::Encoding::Base64 => Encoding::Base64,
            mail_parser::Encoding::QuotedPrintable => Encoding::QuotedPrintable,
        };
        Self { encoding, waiting: Vec::new(), out }
    }

    /// Gives on what is left.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match self.encoding {
            Encoding::Plain => Ok(()),
            Encoding::Base64 => {
                self.groups()?;
                // Letters that make no whole group: two say a byte, three say two.
                self.waiting.retain(|byte| *byte != b'=');
                // Bits that say nothing may be anything: zeros from here on make a group of it.
                let whole = self.waiting.len().saturating_mul(3) / 4;
                self.waiting.resize(self.waiting.len().next_multiple_of(4), b'A');
                let mut rest = STANDARD.decode_to_vec(&self.waiting).unwrap_or_default();
                rest.truncate(whole);
                self.out.write_all(&rest)
            }
            Encoding::QuotedPrintable => self.lines(usize::MAX),
        }
    }

    /// Decodes all whole groups.
    fn groups(&mut self) -> io::Result<()> {
        if STANDARD.check(whole_groups(&self.waiting)).is_err() {
            self.waiting.retain(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        }
        let length = whole_groups(&self.waiting).len();
        let rest = self.waiting.split_off(length);
        let mut letters = std::mem::replace(&mut self.waiting, rest);
        // Only the last group may end early; those who write several such parts behind one another are rare enough.
        match STANDARD.decode_inplace(&mut letters) {
            Ok(bytes) => self.out.write_all(bytes),
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
        }
    }

    /// Decodes the lines that lie before `end`.
    fn lines(&mut self, end: usize) -> io::Result<()> {
        let rest = self.waiting.split_off(end.min(self.waiting.len()));
        let lines = std::mem::replace(&mut self.waiting, rest);
        let decoded = quoted_printable_decode(&lines);
        self.out.write_all(decoded.as_deref().unwrap_or(&lines))
    }
}

fn whole_groups(letters: &[u8]) -> &[u8] {
    letters.get(..(letters.len() / 4).saturating_mul(4)).unwrap_or_default()
}

impl Write for Undo<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.encoding {
            Encoding::Plain => return self.out.write(bytes),
            Encoding::Base64 => {
                for line in bytes.split(|&byte| byte == b'\n') {
                    self.waiting.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                }
                if self.waiting.len() >= CHUNK {
                    self.groups()?;
                }
            }
            Encoding::QuotedPrintable => {
                self.waiting.extend_from_slice(bytes);
                if self.waiting.len() >= CHUNK {
                    match memrchr(b'\n', &self.waiting) {
                        Some(end) => self.lines(end.saturating_add(1))?,
                        None if self.waiting.len() > LONGEST_LINE => self.lines(usize::MAX)?,
                        None => {}
                    }
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::Undo;

    fn undo(encoding: mail_parser::Encoding, written: &str, piece: usize) -> String {
        let mut out = Vec::new();
        let mut undo = Undo::of(encoding, &mut out);
        for piece in written.as_bytes().chunks(piece) {
            undo.write_all(piece).unwrap();
        }
        undo.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn encodings_are_undone_in_any_pieces() {
        use mail_parser::Encoding::{Base64, None, QuotedPrintable};
        let long = "abcdefgh\r\n".repeat(40_000);
        let long_base64 = base64_simd::STANDARD.encode_to_string(&long);
        for (encoding, written, expected) in [
            (None, "a=\r\nb", "a=\r\nb"),
            (Base64, "YWJj\r\nZA==\r\n", "abcd"),
            (Base64, "YW Jj\r\nZ*GU=", "abcde"),
            (Base64, "YWJjZA", "abcd"),
            (Base64, "YWJjZ", "abc"),
            (Base64, "YWJjZGV", "abcde"),
            (Base64, "YWJjZGX", "abcde"),
            (Base64, &long_base64, &long),
            (QuotedPrintable, "a=3Db=\r\nc\r\nd", "a=bc\r\nd"),
            (QuotedPrintable, &long, &long),
            (Base64, "", ""),
        ] {
            for piece in [1, 3, 64, 100_000] {
                assert_eq!(undo(encoding, written, piece), expected, "{written:.20} {piece}");
            }
        }
    }
}

//! Decodes transfer encodings (RFC 2045, section 6) as the bytes arrive.

use std::io::{self, Write};

use base64_simd::STANDARD;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use memchr::memrchr;

/// Number of bytes that are decoded at once.
const CHUNK: usize = 64 * 1024;
/// Maximum length of a quoted-printable line that is collected before decoding.
const MAX_LINE_LENGTH: usize = 1024 * 1024;

/// A transfer encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Base64,
    QuotedPrintable,
}

/// Decodes base64 with or without padding. Ignores all bytes that are not letters of base64.
pub(crate) fn base64_bytes(letters: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut decoder = TransferDecoder::base64(&mut bytes);
    // Writing to memory cannot fail.
    let _ = decoder.write_all(letters).and_then(|()| decoder.finish());
    bytes
}

/// Decodes a transfer encoding, and passes the decoded bytes to `out`.
pub(crate) struct TransferDecoder<'o> {
    encoding: Encoding,
    pending: Vec<u8>,
    out: &'o mut dyn Write,
}

impl<'o> TransferDecoder<'o> {
    /// Returns a decoder for base64.
    pub(crate) fn base64(out: &'o mut dyn Write) -> Self {
        Self { encoding: Encoding::Base64, pending: Vec::new(), out }
    }

    /// Returns a decoder for the encoding of a part.
    pub(crate) fn of(encoding: mail_parser::Encoding, out: &'o mut dyn Write) -> Self {
        let encoding = match encoding {
            mail_parser::Encoding::None => Encoding::Plain,
            mail_parser::Encoding::Base64 => Encoding::Base64,
            mail_parser::Encoding::QuotedPrintable => Encoding::QuotedPrintable,
        };
        Self { encoding, pending: Vec::new(), out }
    }

    /// Decodes the remaining bytes.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match self.encoding {
            Encoding::Plain => Ok(()),
            Encoding::Base64 => {
                self.decode_groups()?;
                // In an incomplete group, two letters encode one byte, and three letters encode two bytes.
                self.pending.retain(|byte| *byte != b'=');
                // The unused bits may have any value, so `A` (zero) completes the group.
                let whole = self.pending.len().saturating_mul(3) / 4;
                self.pending.resize(self.pending.len().next_multiple_of(4), b'A');
                let mut rest = STANDARD.decode_to_vec(&self.pending).unwrap_or_default();
                rest.truncate(whole);
                self.out.write_all(&rest)
            }
            Encoding::QuotedPrintable => self.decode_lines(usize::MAX),
        }
    }

    /// Decodes all complete groups of four letters.
    fn decode_groups(&mut self) -> io::Result<()> {
        if STANDARD.check(whole_groups(&self.pending)).is_err() {
            self.pending.retain(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        }
        let length = whole_groups(&self.pending).len();
        let rest = self.pending.split_off(length);
        let mut letters = std::mem::replace(&mut self.pending, rest);
        // Padding is decoded correctly only in the last group. Several padded pieces in one part are rare.
        match STANDARD.decode_inplace(&mut letters) {
            Ok(bytes) => self.out.write_all(bytes),
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
        }
    }

    /// Decodes the lines before `end`.
    fn decode_lines(&mut self, end: usize) -> io::Result<()> {
        let rest = self.pending.split_off(end.min(self.pending.len()));
        let lines = std::mem::replace(&mut self.pending, rest);
        let decoded = quoted_printable_decode(&lines);
        self.out.write_all(decoded.as_deref().unwrap_or(&lines))
    }
}

fn whole_groups(letters: &[u8]) -> &[u8] {
    letters.get(..(letters.len() / 4).saturating_mul(4)).unwrap_or_default()
}

impl Write for TransferDecoder<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.encoding {
            Encoding::Plain => return self.out.write(bytes),
            Encoding::Base64 => {
                for line in bytes.split(|&byte| byte == b'\n') {
                    self.pending.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                }
                if self.pending.len() >= CHUNK {
                    self.decode_groups()?;
                }
            }
            Encoding::QuotedPrintable => {
                self.pending.extend_from_slice(bytes);
                if self.pending.len() >= CHUNK {
                    match memrchr(b'\n', &self.pending) {
                        Some(end) => self.decode_lines(end.saturating_add(1))?,
                        None if self.pending.len() > MAX_LINE_LENGTH => self.decode_lines(usize::MAX)?,
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

    use super::TransferDecoder;

    fn decoder(encoding: mail_parser::Encoding, written: &str, piece: usize) -> String {
        let mut out = Vec::new();
        let mut decoder = TransferDecoder::of(encoding, &mut out);
        for piece in written.as_bytes().chunks(piece) {
            decoder.write_all(piece).unwrap();
        }
        decoder.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn decoding_does_not_depend_on_the_size_of_writes() {
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
                assert_eq!(decoder(encoding, written, piece), expected, "{written:.20} {piece}");
            }
        }
    }
}

//! The digest of a message's lines, for messages that are damaged or have no `Message-ID`.

use std::io::{self, Read, Write};

use crate::digest::Digest;
use crate::from_lines::FromLineWriter;
use crate::message::Framing;

/// Returns the digest of the lines of a message. The digest does not depend on the line ends, on the quoting of
/// `From ` lines in an MBOX, or on empty lines before and after the message.
///
/// # Errors Fails if `raw` cannot be read.
pub(super) fn digest_of_lines(raw: &mut dyn Read, framing: Framing) -> io::Result<Digest> {
    let mut lines =
        LineDigester { hasher: blake3::Hasher::new_derive_key(LINES_KEY), ends: 0, has_begun: false };
    match framing {
        Framing::Plain => io::copy(raw, &mut lines)?,
        Framing::Mbox => {
            let mut quoted = FromLineWriter::unquoting(&mut lines);
            let length = io::copy(raw, &mut quoted)?;
            quoted.finish()?;
            length
        }
    };
    Ok(*lines.hasher.finalize().as_bytes())
}

/// The key for digests of lines. With this key, a digest of lines never equals a digest of fields.
const LINES_KEY: &str = "foundmail 2026-11-28 lines of a message";

/// A writer that digests lines.
struct LineDigester {
    hasher: blake3::Hasher,
    has_begun: bool,
    /// Number of line ends after the last other byte.
    ends: usize,
}

/// A block of line ends. The digest receives up to 256 of them in one call.
const ENDS: [u8; 256] = [b'\n'; 256];

impl Write for LineDigester {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            for piece in line.strip_suffix(b"\n").unwrap_or(line).split(|&byte| byte == b'\r') {
                if piece.is_empty() {
                    continue;
                }
                while self.has_begun && self.ends > 0 {
                    let ends = ENDS.get(..self.ends).unwrap_or(&ENDS);
                    self.hasher.update(ends);
                    self.ends = self.ends.saturating_sub(ends.len());
                }
                self.ends = 0;
                self.has_begun = true;
                self.hasher.update(piece);
            }
            self.ends = self.ends.saturating_add(usize::from(line.ends_with(b"\n")));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::digest_of_lines;
    use crate::{Framing, quote_from_lines};

    #[test]
    fn the_digest_ignores_line_ends_and_quoting_and_outer_empty_lines() {
        let of = |raw: &[u8], framing| digest_of_lines(&mut &*raw, framing).unwrap();
        let plain = "Subject: a\n\nFrom here on\n\n\n>From there\n".to_owned();
        let known = of(plain.as_bytes(), Framing::Plain);
        for same in [
            plain.replace('\n', "\r\n"),
            plain.trim_end().to_owned(),
            format!("\r\n\n{plain}\r\n\n{}", "\n".repeat(700)),
        ] {
            assert_eq!(of(same.as_bytes(), Framing::Plain), known, "{same:?}");
            assert_eq!(of(&quote_from_lines(same.as_bytes()), Framing::Mbox), known, "{same:?}");
        }
        for other in
            [plain.replace("\n\n\n", "\n\n"), plain.replace(">From", "From"), plain.replace("here", " here")]
        {
            assert_ne!(of(other.as_bytes(), Framing::Plain), known, "{other:?}");
        }
        assert_ne!(of(plain.as_bytes(), Framing::Mbox), known);
        let long = |lines| format!("a{}b", "\n".repeat(lines));
        assert_ne!(of(long(600).as_bytes(), Framing::Plain), of(long(601).as_bytes(), Framing::Plain));
    }
}

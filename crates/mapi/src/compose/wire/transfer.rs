//! Content transfer encodings, RFC 2045 section 6. The encoding is chosen so that the encoded text never contains
//! a boundary of the message.

use std::io::{ErrorKind, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::compose::wire::boundary::BOUNDARY_PREFIX;
use crate::compose::wire::output::Output;

/// Maximum number of bytes in a line, RFC 5322 2.1.1.
pub(crate) const LINE_LIMIT: usize = 998;

/// Writes `Content-Transfer-Encoding`, the empty line, and the text with CRLF line ends.
pub(crate) fn write_text(out: &mut Output<'_>, text: &str) {
    let dense = text.bytes().filter(|byte| !byte.is_ascii()).count() > text.len() / 3;
    if is_plain(text) {
        out.put(b"Content-Transfer-Encoding: 7bit\r\n\r\n");
        for line in lines(text) {
            out.put(line.as_bytes());
            out.put(b"\r\n");
        }
    } else if dense {
        let text: Vec<&str> = lines(text).collect();
        write_base64(out, text.join("\r\n").as_bytes());
    } else {
        out.put(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n");
        for line in lines(text) {
            quoted_printable(out, line);
        }
    }
}

/// Returns the lines of a text with any line ends. A line end at the end of the text does not add an empty line.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// Returns true if the text needs no encoding, and mail servers have no reason to change it.
fn is_plain(text: &str) -> bool {
    lines(text).all(|line| {
        line.len() <= LINE_LIMIT
            && line.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
            && !line.ends_with([' ', '\t'])
            && !line.starts_with("From ")
            && !line.strip_prefix("--").is_some_and(|rest| rest.starts_with(BOUNDARY_PREFIX))
    })
}

/// Writes one line, RFC 2045 6.7. Inserts a soft line break before column 76, even within a UTF-8 character.
fn quoted_printable(out: &mut Output<'_>, line: &str) {
    let mut coded = Vec::with_capacity(line.len());
    let mut column = 0_usize;
    let last = line.len().saturating_sub(1);
    for (index, byte) in line.bytes().enumerate() {
        let literal = match byte {
            b'=' => false,
            b' ' | b'\t' => index != last,
            b'F' => index != 0 || !line.starts_with("From "),
            _ => byte.is_ascii_graphic(),
        };
        let width = if literal { 1 } else { 3 };
        if column.saturating_add(width) > 75 {
            coded.extend_from_slice(b"=\r\n");
            column = 0;
        }
        column = column.saturating_add(width);
        if literal {
            coded.push(byte);
        } else {
            coded.extend_from_slice(&[b'=', hex(byte >> 4), hex(byte & 0x0F)]);
        }
    }
    coded.extend_from_slice(b"\r\n");
    out.put(&coded);
}

fn hex(digit: u8) -> u8 {
    b"0123456789ABCDEF".get(usize::from(digit)).copied().unwrap_or(b'0')
}

/// Writes `Content-Transfer-Encoding`, the empty line, and the bytes.
pub(crate) fn write_base64(out: &mut Output<'_>, bytes: &[u8]) {
    // Reading from memory cannot fail.
    let _ = copy_base64(out, bytes);
}

/// Writes the bytes of a reader like [`write_base64`], until the reader ends or fails.
pub(crate) fn copy_base64(out: &mut Output<'_>, mut reader: impl Read) -> std::io::Result<()> {
    // 57 bytes give a line of 76 characters.
    const LINE: usize = 57;
    const CHUNK: usize = LINE * 1_024;
    out.put(b"Content-Transfer-Encoding: base64\r\n\r\n");
    let mut chunk = vec![0; CHUNK];
    loop {
        let (filled, result) = fill(&mut reader, &mut chunk);
        for line in chunk.get(..filled).unwrap_or_default().chunks(LINE) {
            let mut encoded = [0; 76];
            // A line always fits into the buffer.
            let width = STANDARD.encode_slice(line, &mut encoded).unwrap_or(0);
            out.put(encoded.get(..width).unwrap_or_default());
            out.put(b"\r\n");
        }
        result?;
        if filled < CHUNK || out.is_broken() {
            return Ok(());
        }
    }
}

/// Fills the buffer until the reader ends or fails. Returns the number of bytes.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> (usize, std::io::Result<()>) {
    let mut filled = 0_usize;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(()))
}

#[cfg(test)]
mod tests {
    use super::{copy_base64, write_text};
    use crate::compose::wire::output::Output;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        write_text(&mut Output::new(&mut out), text);
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.strip_prefix("Content-Transfer-Encoding: ").unwrap(), expected);
    }

    #[test]
    fn the_plainest_encoding_that_is_safe() {
        check("a\nb\r\n\nc", "7bit\r\n\r\na\r\nb\r\n\r\nc\r\n");
        check("", "7bit\r\n\r\n\r\n");
        check("end \nGrüße=", "quoted-printable\r\n\r\nend=20\r\nGr=C3=BC=C3=9Fe=3D\r\n");
        check("From me", "quoted-printable\r\n\r\n=46rom me\r\n");
        check("--=_foundmail_1_=\r\nx", "quoted-printable\r\n\r\n--=3D_foundmail_1_=3D\r\nx\r\n");
        check("a\rb\0", "quoted-printable\r\n\r\na=0Db=00\r\n");
        check("日本語", "base64\r\n\r\n5pel5pys6Kqe\r\n");
        let (head, tail) = ("x".repeat(68), "=C3=A4".repeat(12));
        check(
            &format!("{head}{}", "ä".repeat(13)),
            &format!("quoted-printable\r\n\r\n{head}=C3=A4=\r\n{tail}\r\n"),
        );
    }

    #[test]
    fn base64_keeps_what_was_read_before_an_error() {
        struct Broken(u32);
        impl std::io::Read for Broken {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                self.0 += 1;
                if self.0 > 2 {
                    return Err(std::io::Error::other("gone"));
                }
                buffer[..3].copy_from_slice(b"abc");
                Ok(3)
            }
        }
        let mut out = Vec::new();
        assert!(copy_base64(&mut Output::new(&mut out), Broken(0)).is_err());
        assert!(out.ends_with(b"\r\n\r\nYWJjYWJj\r\n"));
    }
}

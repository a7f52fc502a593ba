//! Quotes `From ` lines for an MBOX, and removes the quoting.
//!
//! The form is mboxrd: each line that consists of any number of `>` and then `From ` gets one more `>`.

use std::borrow::Cow;
use std::io::{self, Write};

use memchr::{memmem, memrchr};

/// Returns true for a line that begins with `From `, or with `>` signs and `From `. An MBOX writer must quote such
/// a line.
fn is_from_line(line: &[u8]) -> bool {
    let rest = line.iter().position(|&byte| byte != b'>').and_then(|at| line.get(at..));
    rest.is_some_and(|rest| rest.starts_with(b"From "))
}

/// Removes one `>` from each line that consists of at least one `>` and then `From `. This reverses the quoting of
/// mboxo and mboxrd. Returns the borrowed bytes if no line changes.
pub fn unquote_from_lines(raw: &[u8]) -> Cow<'_, [u8]> {
    rewrite(
        raw,
        b">From ",
        |line| line.starts_with(b">") && is_from_line(line),
        |line, out| {
            out.extend_from_slice(line.get(1..).unwrap_or_default());
        },
    )
}

/// Adds a `>` to each line that consists of any number of `>` and then `From `.
pub fn quote_from_lines(raw: &[u8]) -> Cow<'_, [u8]> {
    rewrite(raw, b"From ", is_from_line, |line, out| {
        out.push(b'>');
        out.extend_from_slice(line);
    })
}

/// Rewrites the lines for which `wants` returns true. Each of these lines contains `pattern`, so a message without
/// `pattern` is not split into lines.
fn rewrite<'r>(
    raw: &'r [u8],
    pattern: &[u8],
    wants: impl Fn(&[u8]) -> bool,
    write: impl Fn(&[u8], &mut Vec<u8>),
) -> Cow<'r, [u8]> {
    if memmem::find(raw, pattern).is_none() || !raw.split_inclusive(|&byte| byte == b'\n').any(&wants) {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        if wants(line) {
            write(line, &mut out);
        } else {
            out.extend_from_slice(line);
        }
    }
    Cow::Owned(out)
}

/// Quotes `From ` lines, or removes the quoting, in bytes that arrive in pieces. Passes the result to `out`.
pub struct FromLineWriter<'o> {
    out: &'o mut dyn Write,
    quotes: bool,
    /// The start of a line that may need a change.
    begun: Vec<u8>,
    /// Count of `>` at the start of the line.
    signs: usize,
    /// True within a line that stays unchanged.
    is_within: bool,
}

/// Maximum number of `>` before `From ` that are counted.
const MAX_SIGNS: usize = 64 * 1024;

impl<'o> FromLineWriter<'o> {
    /// Returns a writer that works like [`quote_from_lines`].
    pub fn quoting(out: &'o mut dyn Write) -> Self {
        Self { out, quotes: true, begun: Vec::new(), signs: 0, is_within: false }
    }

    /// Returns a writer that works like [`unquote_from_lines`].
    pub fn unquoting(out: &'o mut dyn Write) -> Self {
        Self { quotes: false, ..Self::quoting(out) }
    }

    /// Writes the remaining bytes. Without this call, the start of the last line may be lost.
    pub fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.begun)
    }

    /// Consumes bytes at the start of a line until they show whether the line needs a change. Returns the number
    /// of consumed bytes.
    fn begin(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut taken = 0_usize;
        for &byte in bytes {
            taken = taken.saturating_add(1);
            if byte == b'>' && self.begun.len() == self.signs {
                self.signs = self.signs.saturating_add(1);
            }
            self.begun.push(byte);
            let pattern = self.begun.get(self.signs..).unwrap_or_default();
            if pattern == b"From " || !b"From ".starts_with(pattern) || self.signs > MAX_SIGNS {
                self.decide(pattern == b"From ")?;
                break;
            }
        }
        Ok(taken)
    }

    fn decide(&mut self, is_from: bool) -> io::Result<()> {
        let begun = std::mem::take(&mut self.begun);
        let signs = std::mem::take(&mut self.signs);
        if is_from && self.quotes {
            self.out.write_all(b">")?;
        }
        let left_out = usize::from(is_from && !self.quotes && signs > 0);
        self.out.write_all(begun.get(left_out..).unwrap_or_default())?;
        self.is_within = begun.last() != Some(&b'\n');
        Ok(())
    }
}

impl Write for FromLineWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_within {
            return self.begin(bytes);
        }
        // Bytes before the next line that may need a change are written unchanged.
        let pattern = memmem::find(bytes, b"\nFrom ").into_iter().chain(memmem::find(bytes, b"\n>")).min();
        let last = memrchr(b'\n', bytes);
        let line_end = pattern.or(last).map_or(bytes.len(), |end| end.saturating_add(1));
        self.out.write_all(bytes.get(..line_end).unwrap_or(bytes))?;
        self.is_within = bytes.get(line_end.saturating_sub(1)) != Some(&b'\n');
        Ok(line_end)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{FromLineWriter, quote_from_lines, unquote_from_lines};

    #[test]
    fn quoting_is_reversible() {
        for (plain, quoted) in [
            ("a\nFrom here\n", "a\n>From here\n"),
            ("a\n>From here\n>>From there", "a\n>>From here\n>>>From there"),
            ("From: a\nFromage\n> From\n", "From: a\nFromage\n> From\n"),
            ("", ""),
        ] {
            assert_eq!(quote_from_lines(plain.as_bytes()), quoted.as_bytes());
            assert_eq!(unquote_from_lines(quoted.as_bytes()), plain.as_bytes());
        }
    }

    #[test]
    fn quoting_does_not_depend_on_the_size_of_writes() {
        let line = "From a\n>From b\n>>From c\nFro\n>>\n>\n\nFrom\nFrom \nxFrom d\r\n>x\nlong line of text\n";
        for text in [line.repeat(3), format!("{line}>Fro"), format!("x{line}>>From ")] {
            for piece in 1..text.len() {
                let (mut quoted, mut unquoted) = (Vec::new(), Vec::new());
                let (mut quote, mut unquote) =
                    (FromLineWriter::quoting(&mut quoted), FromLineWriter::unquoting(&mut unquoted));
                for piece in text.as_bytes().chunks(piece) {
                    quote.write_all(piece).unwrap();
                    unquote.write_all(piece).unwrap();
                }
                quote.finish().unwrap();
                unquote.finish().unwrap();
                assert_eq!(quoted, quote_from_lines(text.as_bytes()).as_ref(), "{piece}");
                assert_eq!(unquoted, unquote_from_lines(text.as_bytes()).as_ref(), "{piece}");
            }
        }
    }
}

//! Quoting of `From ` lines in an MBOX, as mboxrd does it: one `>` more before each line that is `From ` behind any
//! number of `>`.

use std::borrow::Cow;
use std::io::{self, Write};

use memchr::{memmem, memrchr};

/// True for a line that a writer of MBOX files has to quote, with or without `>` before it.
fn is_from_line(line: &[u8]) -> bool {
    let rest = line.iter().position(|&byte| byte != b'>').and_then(|at| line.get(at..));
    rest.is_some_and(|rest| rest.starts_with(b"From "))
}

/// Takes one `>` off each line that is `>From ` behind any number of further `>`. Undoes what writers of mboxo and
/// mboxrd did; borrowed where there is nothing to undo.
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

/// Puts a `>` before each line that is `From ` behind any number of `>`.
pub fn quote_from_lines(raw: &[u8]) -> Cow<'_, [u8]> {
    rewrite(raw, b"From ", is_from_line, |line, out| {
        out.push(b'>');
        out.extend_from_slice(line);
    })
}

/// Rewrites the lines that are wanted. Each of them holds `word`: in most messages no line has to be looked at.
fn rewrite<'r>(
    raw: &'r [u8],
    word: &[u8],
    wants: impl Fn(&[u8]) -> bool,
    write: impl Fn(&[u8], &mut Vec<u8>),
) -> Cow<'r, [u8]> {
    if memmem::find(raw, word).is_none() || !raw.split_inclusive(|&byte| byte == b'\n').any(&wants) {
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

/// Quotes, or undoes it, in bytes that come one after the other, and gives them on.
pub struct Quoting<'o> {
    out: &'o mut dyn Write,
    quotes: bool,
    /// A line that has begun and may have to be rewritten.
    begun: Vec<u8>,
    /// `>` at its beginning.
    signs: usize,
    /// True within a line that stays as it is.
    is_within: bool,
}

/// Signs before `From ` that are looked at.
const MOST_SIGNS: usize = 64 * 1024;

impl<'o> Quoting<'o> {
    /// As [`quote_from_lines`].
    pub fn new(out: &'o mut dyn Write) -> Self {
        Self { out, quotes: true, begun: Vec::new(), signs: 0, is_within: false }
    }

    /// As [`unquote_from_lines`].
    pub fn undo(out: &'o mut dyn Write) -> Self {
        Self { quotes: false, ..Self::new(out) }
    }

    /// Gives on what is left.
    pub fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.begun)
    }

    /// Takes some of the beginning of a line, until it is clear what it is. Gives the number of bytes.
    fn begin(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut taken = 0_usize;
        for &byte in bytes {
            taken = taken.saturating_add(1);
            if byte == b'>' && self.begun.len() == self.signs {
                self.signs = self.signs.saturating_add(1);
            }
            self.begun.push(byte);
            let word = self.begun.get(self.signs..).unwrap_or_default();
            if word == b"From " || !b"From ".starts_with(word) || self.signs > MOST_SIGNS {
                self.decide(word == b"From ")?;
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

impl Write for Quoting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_within {
            return self.begin(bytes);
        }
        // Up to the last line end behind which nothing of this can begin, all stays.
        let word = memmem::find(bytes, b"\nFrom ").into_iter().chain(memmem::find(bytes, b"\n>")).min();
        let last = memrchr(b'\n', bytes);
        let line_end = word.or(last).map_or(bytes.len(), |end| end.saturating_add(1));
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

    use super::{Quoting, quote_from_lines, unquote_from_lines};

    #[test]
    fn quoting_is_undone() {
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
    fn what_comes_in_pieces_is_quoted_the_same() {
        let line = "From a\n>From b\n>>From c\nFro\n>>\n>\n\nFrom\nFrom \nxFrom d\r\n>x\nlong line of text\n";
        for text in [line.repeat(3), format!("{line}>Fro"), format!("x{line}>>From ")] {
            for piece in 1..text.len() {
                let (mut quoted, mut unquoted) = (Vec::new(), Vec::new());
                let (mut quote, mut unquote) = (Quoting::new(&mut quoted), Quoting::undo(&mut unquoted));
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

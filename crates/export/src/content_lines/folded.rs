//! Writes long lines in pieces.

use std::io::{self, Write};

/// Maximum number of bytes in a line, without the line end (RFC 5545, section 3.1).
const WIDTH: usize = 75;

/// A content line while it is written. Its value can be larger than the memory.
pub(crate) struct FoldedLine<'o> {
    out: &'o mut dyn Write,
    /// Number of bytes in the current piece.
    column: usize,
}

impl<'o> FoldedLine<'o> {
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, column: 0 }
    }

    /// Writes text. A piece never ends within a character, because strict readers decode each piece alone.
    pub(crate) fn push(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        loop {
            let room = WIDTH.saturating_sub(self.column);
            if rest.len() <= room {
                self.column = self.column.saturating_add(rest.len());
                return self.out.write_all(rest.as_bytes());
            }
            let (piece, after) = rest.split_at(rest.floor_char_boundary(room));
            self.out.write_all(piece.as_bytes())?;
            self.out.write_all(b"\r\n ")?;
            self.column = 1;
            rest = after;
        }
    }

    /// Ends the line.
    pub(crate) fn end(self) -> io::Result<()> {
        self.out.write_all(b"\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::FoldedLine;

    #[test]
    fn lines_are_folded_between_characters() {
        for text in ["", "SUMMARY:short", &"a".repeat(75), &"a".repeat(76), &"ä".repeat(200), &"𝄞".repeat(90)]
        {
            for step in [1, 7, 1000] {
                let mut out = Vec::new();
                let mut line = FoldedLine::new(&mut out);
                let chars: Vec<char> = text.chars().collect();
                for piece in chars.chunks(step) {
                    line.push(&piece.iter().collect::<String>()).unwrap();
                }
                line.end().unwrap();
                let written = String::from_utf8(out).unwrap();
                assert!(written.split("\r\n").all(|line| line.len() <= 75), "{written}");
                assert_eq!(written.replace("\r\n ", ""), format!("{text}\r\n"));
            }
        }
    }
}

//! Attachments that are messages or MIME entities, copied without an encoding. RFC 2046 5.2.1 forbids an encoding
//! for messages, and a signature covers every byte of an entity. An attachment is read twice, first to check it
//! and then to copy it, so it is never held in memory.

use std::io::{self, BufRead, BufReader, Read};

use crate::Data;
use crate::compose::wire::boundary::BOUNDARY_PREFIX;
use crate::compose::wire::output::Output;
use crate::compose::wire::transfer::LINE_LIMIT;

/// Reads lines. A line that is too long for a message is returned in pieces.
struct LineReader<'x> {
    reader: BufReader<Box<dyn Read + Send + 'x>>,
    line: Vec<u8>,
}

impl<'x> LineReader<'x> {
    fn of(data: &'x Data) -> Self {
        Self { reader: BufReader::new(data.open()), line: Vec::new() }
    }

    /// Returns the next line with its line end, or `None` at the end of the data.
    fn next(&mut self) -> io::Result<Option<&[u8]>> {
        const MOST: u64 = LINE_LIMIT as u64 + 3;
        self.line.clear();
        let count = (&mut self.reader).take(MOST).read_until(b'\n', &mut self.line)?;
        Ok((count > 0).then_some(self.line.as_slice()))
    }
}

/// Returns true if the data is a message with CRLF line ends, valid line lengths, and no boundary of Foundmail.
pub(crate) fn is_message(data: &Data) -> bool {
    all_lines(data, |line| {
        let text = line.strip_suffix(b"\r\n").unwrap_or(line);
        fits(text) && !text.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'))
    })
}

/// Returns true if the data is an entity that begins with `Content-Type`. Any line ends are valid.
pub(crate) fn is_entity(data: &Data) -> bool {
    const START: &[u8] = b"content-type:";
    let mut first = true;
    all_lines(data, |line| {
        let begins = !first || line.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START));
        first = false;
        begins && fits(without_end(line))
    })
}

fn all_lines(data: &Data, mut fits: impl FnMut(&[u8]) -> bool) -> bool {
    let mut reader = LineReader::of(data);
    if data.is_empty() {
        return false;
    }
    loop {
        match reader.next() {
            Ok(Some(line)) if fits(line) => {}
            Ok(None) => return true,
            Ok(Some(_)) | Err(_) => return false,
        }
    }
}

fn fits(text: &[u8]) -> bool {
    let boundary = text.strip_prefix(b"--").is_some_and(|rest| rest.starts_with(BOUNDARY_PREFIX.as_bytes()));
    text.len() <= LINE_LIMIT && !boundary
}

fn without_end(line: &[u8]) -> &[u8] {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    text.strip_suffix(b"\r").unwrap_or(text)
}

/// Copies the lines with CRLF line ends. If the last line has no line end, none is added.
pub(crate) fn copy(out: &mut Output<'_>, data: &Data) -> io::Result<()> {
    let mut reader = LineReader::of(data);
    while let Some(line) = reader.next()? {
        if out.is_broken() {
            return Ok(());
        }
        out.put(without_end(line));
        if line.ends_with(b"\n") {
            out.put(b"\r\n");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{copy, is_entity, is_message};
    use crate::Data;
    use crate::compose::wire::output::Output;

    #[track_caller]
    fn check(bytes: &[u8], message: bool, entity: bool, written: &[u8]) {
        let data = Data::Inline(bytes.to_vec());
        assert_eq!((is_message(&data), is_entity(&data)), (message, entity));
        let mut raw = Vec::new();
        copy(&mut Output::new(&mut raw), &data).unwrap();
        assert_eq!(raw, written);
    }

    #[test]
    fn what_may_stand_as_it_is() {
        check(b"A: b\r\n\r\nc", true, false, b"A: b\r\n\r\nc");
        check(b"A: b\n\nc\n", false, false, b"A: b\r\n\r\nc\r\n");
        check(b"content-type: x/y\n\nc", false, true, b"content-type: x/y\r\n\r\nc");
        check(b"Content-Type: x/y\r\n\r\nc\r\n", true, true, b"Content-Type: x/y\r\n\r\nc\r\n");
        check(b"A: b\r\n--=_foundmail_1_=\r\n", false, false, b"A: b\r\n--=_foundmail_1_=\r\n");
        check(b"", false, false, b"");
        let long = [b'x'; 999];
        check(&long, false, false, &long);
        let most = [&[b'x'; 998][..], b"\r\n"].concat();
        check(&most, true, false, &most);
    }
}

//! Splits an MBOX into messages, line by line. Holds at most one message in memory.

use std::io::{self, BufRead, BufReader, Read, Seek};
use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};

use super::gaps::{Gap, GapReader};
use super::message::MboxMessage;
use crate::mail_text::{field_name, is_separator};

const BUFFER: usize = 256 * 1024;
/// The largest number of bytes of a line that are read at once. A longer line is read in several pieces.
const LONGEST_LINE: u64 = 1024 * 1024;
/// The number of bytes that are read ahead, for example to look for a separator after a message with a declared
/// length.
const LOOKAHEAD: u64 = 2048;

// The finders are built once, because building one takes as long as searching a page of text.
static FROM: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"From "));
static FROM_AFTER_ZERO: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\0From "));

#[expect(clippy::struct_excessive_bools, reason = "each is a separate fact about the next line or the file")]
pub(super) struct MboxScanner<R> {
    reader: BufReader<GapReader<R>>,
    /// Size of the source in bytes.
    length: u64,
    /// Offset of the next byte that `reader` returns.
    at: u64,
    /// The current line or piece of a line. It has been read but not yet added to a message. Empty at the end of
    /// the file.
    line: Vec<u8>,
    /// Offset of `line`.
    line_at: u64,
    /// True if `line` is the first line of the file or follows an empty line.
    after_empty_line: bool,
    /// True if `line` is the first or only piece of a line.
    begins_line: bool,
    /// True if `line` was ended after zero bytes, because a separator follows these bytes.
    behind_zeros: bool,
    /// True if an earlier message declared a wrong length. A declared length then does not prove that bytes are
    /// missing.
    declares_wrongly: bool,
    /// A buffer for the bytes of a message. It is reused to avoid growing a new buffer for each message.
    buffer: Vec<u8>,
}

/// The largest size of a message that is copied out of the buffer. For a larger message, the buffer itself is
/// returned.
const MAX_COPIED: usize = 1024 * 1024;

impl<R: Read + Seek> MboxScanner<R> {
    pub(super) fn new(source: R) -> io::Result<Self> {
        let source = GapReader::new(source)?;
        Ok(Self {
            length: source.size(),
            reader: BufReader::with_capacity(BUFFER, source),
            at: 0,
            line: Vec::new(),
            line_at: 0,
            after_empty_line: true,
            begins_line: true,
            behind_zeros: false,
            declares_wrongly: false,
            buffer: Vec::new(),
        })
    }

    /// Returns the number of bytes that have been read.
    pub(super) fn offset(&self) -> u64 {
        self.at
    }

    /// Returns the bytes that could not be read so far. Zeros replace them.
    pub(super) fn gaps(&self) -> &[Gap] {
        self.reader.get_ref().gaps()
    }

    /// Returns the next message. `wants` is called with the offset of the message; if it returns false, the bytes
    /// are not kept.
    pub(super) fn next_message(
        &mut self,
        wants: &mut dyn FnMut(u64) -> bool,
    ) -> io::Result<Option<MboxMessage>> {
        if self.at == 0 && !self.skip_leading()? {
            return Ok(None);
        }
        if self.line.is_empty() {
            return Ok(None);
        }
        let mut message = MboxMessage::with_buffer(std::mem::take(&mut self.buffer));
        if self.line_is_separator()? {
            message.separator = String::from_utf8_lossy(self.line.trim_ascii_end()).into_owned();
            self.advance()?;
        }
        message.offset = self.line_at;
        message.skipped = !wants(message.offset);
        let declared = self.header(&mut message)?;
        match declared {
            Some(length) if self.take_declared(&mut message, length)? => {}
            _ => {
                let end = declared.map(|length| self.line_at.saturating_add(length));
                message.declares_more = !self.declares_wrongly && end.is_some_and(|end| end > self.length);
                self.declares_wrongly |= declared.is_some();
                self.take_until_separator(&mut message)?;
                message.ends_early |= self.line.is_empty() && message.ends_within_line();
            }
        }
        message.is_last = self.line.is_empty();
        message.strip_added_line();
        if message.raw.len() <= MAX_COPIED && message.raw.capacity() <= MAX_COPIED.saturating_mul(2) {
            let exact = message.raw.clone();
            self.buffer = std::mem::replace(&mut message.raw, exact);
            self.buffer.clear();
        }
        Ok(Some(message))
    }

    /// Skips a byte order mark and empty lines at the beginning of the file. Returns false if no other lines
    /// follow.
    fn skip_leading(&mut self) -> io::Result<bool> {
        self.advance()?;
        if let Some(rest) = self.line.strip_prefix(b"\xEF\xBB\xBF") {
            self.line = rest.to_vec();
            self.line_at = 3;
        }
        while !self.line.is_empty() && self.line.trim_ascii().is_empty() {
            self.advance()?;
        }
        Ok(!self.line.is_empty())
    }

    /// Reads the next line, or the next piece of a long line, into `line`. At the end of the file, `line` becomes
    /// empty.
    fn advance(&mut self) -> io::Result<()> {
        let ended = self.line.ends_with(b"\n") || self.behind_zeros;
        let first = self.line.is_empty() && self.at == 0;
        self.after_empty_line = first || self.behind_zeros || self.begins_line && is_empty_line(&self.line);
        self.behind_zeros = false;
        self.begins_line = self.at == 0 || ended;
        self.line.clear();
        self.line_at = self.at;
        let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        self.at = self.at.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        self.end_line_at_zeros()
    }

    /// Ends `line` after zero bytes that are followed by `From `. Without this, a separator after overwritten
    /// bytes would be in the middle of a line and would not be found.
    fn end_line_at_zeros(&mut self) -> io::Result<()> {
        let zeros = memchr(0, &self.line).and_then(|_| FROM_AFTER_ZERO.find(&self.line));
        let Some(end) = zeros.and_then(|at| at.checked_add(1)) else { return Ok(()) };
        let rest = self.line.len().saturating_sub(end);
        self.line.truncate(end);
        self.at = self.at.saturating_sub(u64::try_from(rest).unwrap_or(0));
        self.behind_zeros = true;
        self.reader.seek_relative(i64::try_from(rest).unwrap_or(0).saturating_neg())
    }

    fn line_is_separator(&mut self) -> io::Result<bool> {
        if !self.begins_line || !self.line.starts_with(b"From ") {
            return Ok(false);
        }
        let next = self.peek_line()?;
        Ok(is_separator(&self.line, self.after_empty_line, next.as_deref()))
    }

    /// Returns the beginning of the line after the current one. Returns `None` at the end of the file.
    fn peek_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let buffer = self.reader.fill_buf()?;
        // If the buffer may end within the line, `peek_at` reads more bytes and then restores the position of the
        // reader.
        let enough = buffer.len() >= 512 || buffer.contains(&b'\n') || buffer.is_empty();
        let line = |bytes: &[u8]| bytes.split(|&byte| byte == b'\n').next().unwrap_or_default().to_vec();
        if enough {
            return Ok(if buffer.is_empty() { None } else { Some(line(buffer)) });
        }
        Ok(Some(line(&self.peek_at(self.at)?)))
    }

    /// Returns up to [`LOOKAHEAD`] bytes at `offset`. Restores the position of the reader.
    fn peek_at(&mut self, offset: u64) -> io::Result<Vec<u8>> {
        let distance = |from: u64, to: u64| i64::try_from(i128::from(to).saturating_sub(i128::from(from)));
        let too_far = |_| io::Error::from(io::ErrorKind::InvalidInput);
        let mut bytes = Vec::new();
        // A relative seek keeps the buffer if the target is within it. Most message bodies end within the buffer.
        self.reader.seek_relative(distance(self.at, offset).map_err(too_far)?)?;
        let read = (&mut self.reader).take(LOOKAHEAD).read_to_end(&mut bytes)?;
        let now = offset.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        self.reader.seek_relative(distance(now, self.at).map_err(too_far)?)?;
        Ok(bytes)
    }

    fn keep(&self, message: &mut MboxMessage) {
        message.add(&self.line);
    }

    /// Reads the header and the empty line after it. Returns the length of the body that the header declares.
    fn header(&mut self, message: &mut MboxMessage) -> io::Result<Option<u64>> {
        let mut declared = None;
        while !self.line.is_empty() {
            if message.offset != self.line_at && self.line_is_separator()? {
                return Ok(None);
            }
            self.keep(message);
            let ended = self.begins_line && is_empty_line(&self.line);
            if let Some(length) = content_length(&self.line) {
                declared = Some(length);
            }
            self.advance()?;
            if ended {
                return Ok(declared);
            }
        }
        // The file ends within the header, because an empty line follows every header, even without a body.
        message.ends_early = true;
        Ok(None)
    }

    /// Reads a body of the declared length if the end of the file or a separator follows it. Otherwise reads
    /// nothing and returns false, because the length is wrong. Many programs wrote wrong lengths.
    fn take_declared(&mut self, message: &mut MboxMessage, length: u64) -> io::Result<bool> {
        let end = self.line_at.saturating_add(length);
        if self.line.is_empty() || end < self.at || end > self.length || !self.ends_at(end)? {
            return Ok(false);
        }
        while !self.line.is_empty() && self.line_at < end {
            message.unquoted |= self.begins_line && self.line.starts_with(b"From ");
            self.keep(message);
            self.advance()?;
        }
        // Empty lines between messages are added to the message; `strip_added_line` removes the last one.
        while !self.line.is_empty() && is_empty_line(&self.line) {
            self.keep(message);
            self.advance()?;
        }
        Ok(true)
    }

    /// Returns true if the end of the file or a separator follows at `end`, possibly after empty lines.
    fn ends_at(&mut self, end: u64) -> io::Result<bool> {
        let last = self.peek_at(end.saturating_sub(1))?;
        let Some((&before, after)) = last.split_first() else { return Ok(false) };
        let mut lines = after.split_inclusive(|&byte| byte == b'\n').skip_while(|line| is_empty_line(line));
        let starts_line =
            before == b'\n' || after.first().is_some_and(|&byte| byte == b'\n' || byte == b'\r');
        Ok(match lines.next() {
            None => u64::try_from(after.len()).unwrap_or(u64::MAX) < LOOKAHEAD.saturating_sub(1),
            Some(line) => {
                let after_empty_line = after.first().is_some_and(|&byte| byte == b'\n' || byte == b'\r');
                starts_line && is_separator(line, after_empty_line, lines.next())
            }
        })
    }

    fn take_until_separator(&mut self, message: &mut MboxMessage) -> io::Result<()> {
        while !self.line.is_empty() && !self.line_is_separator()? {
            self.keep(message);
            self.take_plain_lines(message);
            self.advance()?;
        }
        Ok(())
    }

    /// Reads all complete lines in the reader's buffer before the next `From `. These lines need no check for
    /// separators, which makes the scan fast.
    fn take_plain_lines(&mut self, message: &mut MboxMessage) {
        if !self.line.ends_with(b"\n") {
            return;
        }
        let buffer = self.reader.buffer();
        let end = FROM.find(buffer).unwrap_or(buffer.len());
        let lines = buffer.get(..end).unwrap_or_default();
        let Some(last) = memrchr(b'\n', lines) else { return };
        let length = last.saturating_add(1);
        let lines = lines.get(..length).unwrap_or_default();
        let begin =
            memrchr(b'\n', lines.get(..last).unwrap_or_default()).map_or(0, |at| at.saturating_add(1));
        self.line.clear();
        self.line.extend_from_slice(lines.get(begin..).unwrap_or_default());
        self.begins_line = true;
        message.add(lines);
        self.reader.consume(length);
        self.at = self.at.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    }
}

fn is_empty_line(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

fn content_length(line: &[u8]) -> Option<u64> {
    let name = field_name(line)?;
    if !name.eq_ignore_ascii_case("content-length") {
        return None;
    }
    let value = line.get(line.iter().position(|&byte| byte == b':')?.checked_add(1)?..)?;
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests;

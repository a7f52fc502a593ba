//! A message in an MBOX file.

use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use crate::limits::{MAX_IN_MEMORY, MAX_MESSAGE};

/// A message in an MBOX file, with facts about its completeness.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate fact about the message")]
pub(super) struct MboxMessage {
    /// Offset of the message's first byte.
    pub offset: u64,
    /// The separator before the message, without its line end. Empty if the message has no separator.
    pub separator: String,
    /// The bytes of the message. Empty if the message is skipped or too large for memory.
    pub raw: Vec<u8>,
    /// Length of the message in bytes.
    pub length: u64,
    /// The last bytes of the message, at most [`ZEROS`].
    end: Vec<u8>,
    /// True if the message contains at least [`ZEROS`] zero bytes in a row, for example after a crash of the
    /// computer.
    pub has_zeros: bool,
    /// True if the header declares the length and the body contains unquoted lines that begin with `From `
    /// (variant mboxcl2).
    pub unquoted: bool,
    /// True if the file ends within the header or within a line. In an intact file, every line has a line end and
    /// an empty line follows each message (RFC 4155, appendix A).
    pub ends_early: bool,
    /// True if the message is the last one in the file.
    pub is_last: bool,
    /// True if the header declares more bytes than the file contains.
    pub declares_more: bool,
    /// True if the message is larger than [`MAX_MESSAGE`], so that its end was left out.
    pub cut: bool,
    /// True if the sink does not want the message. Its bytes are then not kept.
    pub skipped: bool,
}

/// The number of zero bytes in a row that counts as damage. No program writes so many zeros into mail.
const ZEROS: usize = 64;
static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(&[0; ZEROS]));

impl MboxMessage {
    /// Returns an empty message that uses `buffer` for its bytes.
    pub(super) fn with_buffer(buffer: Vec<u8>) -> Self {
        Self { raw: buffer, ..Self::default() }
    }

    /// Adds bytes to the message, up to the largest size. Keeps no bytes if the message is skipped or too large
    /// for memory.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let room = usize::try_from(MAX_MESSAGE.saturating_sub(self.length)).unwrap_or(usize::MAX);
        self.cut |= room < bytes.len();
        let bytes = bytes.get(..room).unwrap_or(bytes);
        // Skipped messages are examined too, because the last message shows whether the file ends early.
        self.examine(bytes);
        self.length = self.length.saturating_add(bytes.len() as u64);
        if self.skipped {
            return;
        }
        if self.is_held() {
            self.raw.extend_from_slice(bytes);
        } else {
            self.raw = Vec::new();
        }
    }

    /// Returns true if the message is small enough for memory.
    pub(super) fn is_held(&self) -> bool {
        self.length <= MAX_IN_MEMORY
    }

    /// Searches added bytes for a run of zeros, and updates `end`.
    fn examine(&mut self, bytes: &[u8]) {
        self.end.extend_from_slice(bytes.get(..ZEROS).unwrap_or(bytes));
        if !self.has_zeros && memchr(0, bytes).is_some() {
            self.has_zeros = FINDER.find(&self.end).is_some() || FINDER.find(bytes).is_some();
        }
        if bytes.len() > ZEROS {
            self.end.clear();
            self.end.extend_from_slice(bytes.get(bytes.len().saturating_sub(ZEROS)..).unwrap_or_default());
        } else {
            self.end.drain(..self.end.len().saturating_sub(ZEROS));
        }
    }

    /// Returns true if the last line has no line end. The closing boundary of a multipart does not need a line
    /// end, because no text follows it.
    pub(super) fn ends_within_line(&self) -> bool {
        let line = self.end.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        !line.is_empty() && !line.trim_ascii_end().ends_with(b"--")
    }

    /// Removes the empty line that the format adds after each message.
    pub(super) fn strip_added_line(&mut self) {
        for added in [&b"\r\n"[..], b"\n"] {
            if self.end.strip_suffix(added).is_some_and(|rest| rest.ends_with(b"\n")) {
                self.length = self.length.saturating_sub(added.len() as u64);
                self.raw.truncate(usize::try_from(self.length).unwrap_or(usize::MAX));
                return;
            }
        }
    }
}

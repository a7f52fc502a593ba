//! A message of an MBOX.

use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use crate::limits::{MAX_IN_MEMORY, MAX_MESSAGE};

/// A message of an MBOX, and the facts about its end.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate fact about the message")]
pub(super) struct MboxMessage {
    /// Offset of its first byte.
    pub offset: u64,
    /// The separator line before it, without the line end.
    pub separator: String,
    /// Its bytes. Empty if they are too many for memory.
    pub raw: Vec<u8>,
    /// Number of its bytes.
    pub length: u64,
    /// Its last bytes, at most [`ZEROS`].
    end: Vec<u8>,
    /// True if it contains a run of zero bytes, as a crash leaves it.
    pub has_zeros: bool,
    /// True if its header declares its length, and it contains unquoted lines that begin with `From ` (mboxcl2).
    pub unquoted: bool,
    /// True if the file ends within the header or within the last line. The format ends every line, and adds an empty line after the
    /// message (RFC 4155, appendix A).
    pub ends_early: bool,
    /// True if it is the last message of the file.
    pub is_last: bool,
    /// True if its header declares more bytes than the file contains.
    pub declares_more: bool,
    /// True if it is too large and its end was left out.
    pub cut: bool,
    /// True if the sink did not want it. Then its bytes are not kept.
    pub skipped: bool,
}

/// Length of a run of zero bytes that no program writes.
const ZEROS: usize = 64;
static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(&[0; ZEROS]));

impl MboxMessage {
    /// Returns an empty message that uses `buffer` for its bytes.
    pub(super) fn with_buffer(buffer: Vec<u8>) -> Self {
        Self { raw: buffer, ..Self::default() }
    }

    /// Adds bytes up to the largest size. Keeps them unless the message is skipped or too large for memory.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let room = usize::try_from(MAX_MESSAGE.saturating_sub(self.length)).unwrap_or(usize::MAX);
        self.cut |= room < bytes.len();
        let bytes = bytes.get(..room).unwrap_or(bytes);
        // A skipped message is examined too: it may be the last one of a file that ends early.
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

    /// Returns true if its bytes are in memory.
    pub(super) fn is_held(&self) -> bool {
        self.length <= MAX_IN_MEMORY
    }

    /// Searches for zero bytes, and keeps the end.
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

    /// Returns true if its last line has no line end. The last boundary of a multipart needs none, because no text follows it.
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

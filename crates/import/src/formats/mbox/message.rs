//! A message of an MBOX.

use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use crate::limits::{MAX_IN_MEMORY, MAX_MESSAGE};

/// A message with what stood around it.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own that is said of a message")]
pub(super) struct MboxMessage {
    /// Where its first byte lies.
    pub offset: u64,
    /// The separator line before it, without its end.
    pub separator: String,
    /// Its bytes; none if they are too many to be held.
    pub raw: Vec<u8>,
    /// Number of its bytes.
    pub length: u64,
    /// The last of them.
    end: Vec<u8>,
    /// True if zero bytes stand in it, in a row that a crash, not a writer, left.
    pub has_zeros: bool,
    /// True if its length was given, and lines that begin with `From ` stand in it unquoted (mboxcl2).
    pub unquoted: bool,
    /// True if the file ends within the header, or in the middle of its last line: the format ends every line, and puts an empty one behind it
    /// (RFC 4155, appendix A).
    pub breaks_off: bool,
    /// True if nothing follows it in the file.
    pub is_last: bool,
    /// True if its header declares more bytes than the file has.
    pub declares_more: bool,
    /// True if it was too large and its end is missing.
    pub cut: bool,
    /// True if nobody wanted it; its bytes were not kept.
    pub skipped: bool,
}

/// Zero bytes in a row that no writer wrote.
const ZEROS: usize = 64;
static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(&[0; ZEROS]));

impl MboxMessage {
    /// A message of which nothing is there yet, and room for its bytes.
    pub(super) fn with_buffer(room: Vec<u8>) -> Self {
        Self { raw: room, ..Self::default() }
    }

    /// Adds bytes, as far as there is room and somebody wants them.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let room = usize::try_from(MAX_MESSAGE.saturating_sub(self.length)).unwrap_or(usize::MAX);
        self.cut |= room < bytes.len();
        let bytes = bytes.get(..room).unwrap_or(bytes);
        // The end of a message that is stored already still tells whether the file ends there as it should.
        self.look(bytes);
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

    /// True if its bytes are in memory.
    pub(super) fn is_held(&self) -> bool {
        self.length <= MAX_IN_MEMORY
    }

    /// Looks for zeros, and keeps the end.
    fn look(&mut self, bytes: &[u8]) {
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

    /// True if its last line has no end. That of a multipart may lack one: behind it nothing is missing.
    pub(super) fn ends_in_a_line(&self) -> bool {
        let line = self.end.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        !line.is_empty() && !line.trim_ascii_end().ends_with(b"--")
    }

    /// Takes off the empty line that the format puts behind each message.
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

//! The properties of a file from which its format is detected.

use std::cell::OnceCell;

use crate::content::Content;
use crate::mail_text::{self, MailText};

/// First bytes that identify a format. The extension of a file that begins with one of these signatures is
/// ignored.
const SIGNATURES: [&[u8]; 6] =
    [COMPOUND_FILE, b"PK\x03\x04", b"PK\x05\x06", b"\x1F\x8B\x08", b"!BDN", b"\x78\x9F\x3E\x22"];

/// First bytes of a compound file ([MS-CFB] 2.2), which contains an Outlook item or an older Office document.
pub(crate) const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A file whose format is not known yet.
pub(crate) struct Probe<'p> {
    /// All bytes of the file, for formats that cannot be detected from the first bytes.
    pub content: &'p Content,
    /// The first bytes of the file, at most [`DETECTION_BYTES`](crate::limits::DETECTION_BYTES).
    pub head: &'p [u8],
    /// The name of the file.
    pub name: &'p str,
    /// The extension in lower case, without the dot. Empty if the name has no extension.
    pub extension: String,
    mail_text: OnceCell<MailText>,
}

impl<'p> Probe<'p> {
    pub(crate) fn new(content: &'p Content, head: &'p [u8], name: &'p str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        Self { content, head, name, extension, mail_text: OnceCell::new() }
    }

    /// Returns true if the file has one of these extensions, is not empty, and does not begin with one of the
    /// [`SIGNATURES`].
    pub(crate) fn is_named(&self, extensions: &[&str]) -> bool {
        extensions.contains(&self.extension.as_str())
            && !self.head.is_empty()
            && !SIGNATURES.iter().any(|signature| self.head.starts_with(signature))
    }

    /// Returns the kind of mail that the first bytes contain.
    pub(crate) fn mail_text(&self) -> MailText {
        *self.mail_text.get_or_init(|| mail_text::classify(self.head, &self.extension))
    }
}

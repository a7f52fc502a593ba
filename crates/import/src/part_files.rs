//! Attachments that a mail program stores in files of their own, outside the message.

/// Finds the files that contain the parts of one message.
pub(crate) trait PartFiles {
    /// Returns the file of a part. `number` is the part's number in the notation of RFC 3501, 6.4.5: `2` or `1.2`. `None` makes
    /// the caller report the part as missing.
    fn part(&mut self, number: &str) -> Option<PartFile>;
}

/// The bytes of a part.
pub(crate) struct PartFile {
    pub(crate) bytes: Vec<u8>,
    /// The reason why bytes are missing.
    pub(crate) flaw: Option<String>,
}

/// A message without attachments in separate files.
pub(crate) struct NoPartFiles;

impl PartFiles for NoPartFiles {
    fn part(&mut self, _: &str) -> Option<PartFile> {
        None
    }
}

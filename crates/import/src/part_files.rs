//! Access to attachments that a mail program stores in separate files outside the message.

/// Finds the files that contain the parts of one message.
pub(crate) trait PartFiles {
    /// Returns the file of a part. `number` is the number of the part in the notation of RFC 3501, section 6.4.5,
    /// such as `2` or `1.2`. If the result is `None`, the caller reports the part as missing.
    fn part(&mut self, number: &str) -> Option<PartFile>;
}

/// The bytes of a part.
pub(crate) struct PartFile {
    pub(crate) bytes: Vec<u8>,
    /// The reason why bytes are missing.
    pub(crate) flaw: Option<String>,
}

/// An implementation of [`PartFiles`] for messages without separate files.
pub(crate) struct NoPartFiles;

impl PartFiles for NoPartFiles {
    fn part(&mut self, _: &str) -> Option<PartFile> {
        None
    }
}

//! The input of an extraction.

/// A file to read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name, or empty. It is used only if the bytes do not decide the kind.
    pub name: &'a str,
    /// Media type, such as `application/pdf`, or empty. It is used like the name.
    pub media_type: &'a str,
    /// The bytes of the file.
    pub bytes: &'a [u8],
}

/// A file that is sent to a child process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InputFile {
    /// See [`Input::name`].
    pub name: String,
    /// See [`Input::media_type`].
    pub media_type: String,
    /// See [`Input::bytes`].
    pub bytes: Vec<u8>,
}

impl InputFile {
    /// Returns a borrowed input for the readers.
    pub(crate) fn input(&self) -> Input<'_> {
        Input { name: &self.name, media_type: &self.media_type, bytes: &self.bytes }
    }
}

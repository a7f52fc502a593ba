//! The input of an extraction.

/// A file whose text is to be extracted.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// File name, or empty. The name is used only if the bytes do not decide the kind of the file.
    pub name: &'a str,
    /// Media type, such as `application/pdf`, or empty. Used only if the bytes do not decide the kind of the file.
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
    /// Returns an [`Input`] that borrows from this file.
    pub fn input(&self) -> Input<'_> {
        Input { name: &self.name, media_type: &self.media_type, bytes: &self.bytes }
    }
}

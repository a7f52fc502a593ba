//! Describes parts of files that could not be read.

use std::io;

use foundmail_defect::Reason;

/// A part of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loss {
    /// A description for the user.
    pub(crate) what: String,
    /// The reason why messages may be missing.
    pub(crate) reason: Reason,
}

impl Loss {
    pub(crate) fn new(what: impl Into<String>, reason: Reason) -> Self {
        Self { what: what.into(), reason }
    }

    /// Returns the loss of a whole file that could not be read.
    pub(crate) fn unreadable(what: impl Into<String>) -> Self {
        let what = what.into();
        Self { reason: Reason::Unreadable { why: what.clone() }, what }
    }

    /// Returns the loss caused by a limit that protects against malicious files.
    pub(crate) fn limit(what: impl Into<String>) -> Self {
        let what = what.into();
        Self { reason: Reason::Limit { why: what.clone() }, what }
    }

    /// Returns the loss caused by an error while reading or unpacking a file. `size` is the size of that file in
    /// bytes.
    pub(crate) fn of(error: &io::Error, size: u64) -> Self {
        let what = plain(error);
        let reason = match error.kind() {
            io::ErrorKind::UnexpectedEof => Reason::EndsEarly { size, expected: None },
            io::ErrorKind::FileTooLarge => Reason::Limit { why: what.clone() },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Reason::PartDamaged,
            _ => Reason::of_error(error),
        };
        Self { what, reason }
    }
}

/// Returns an error message in plain words. Replaces the messages of the libraries that unpack files.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.as_str() {
        "incomplete deflate stream" | "unexpected end of file" | "failed to fill whole buffer" => {
            "the end of the file is missing".to_owned()
        }
        "corrupt deflate stream"
        | "corrupt gzip stream does not have a matching checksum"
        | "Invalid checksum" => "part of the file is damaged".to_owned(),
        _ => text,
    }
}

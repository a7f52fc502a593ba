//! The result of an extraction.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::file_kind::FileKind;

/// The text of a file and of all files in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extracted {
    /// The kind of the file.
    pub kind: FileKind,
    /// The texts of the file and of the files in it. Empty for a file without text, such as a picture.
    pub texts: Vec<ExtractedText>,
    /// True if the file contains more text than the limits allow.
    pub truncated: bool,
    /// The files whose text is missing or incomplete.
    pub losses: Vec<Loss>,
}

/// The text of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractedText {
    /// Path of a contained file, such as `reports/may.zip/table.csv`. Empty for the file itself.
    pub path: String,
    /// The text, divided into lines. Never blank.
    pub text: String,
}

/// A file whose text is missing or incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Path of the file, as in [`ExtractedText::path`].
    pub path: String,
    /// The failure that caused the loss.
    pub failure: Failure,
}

/// The failure to extract text from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Failure {
    /// The kind of the file, as far as it was detected.
    pub kind: FileKind,
    /// The reason for the failure.
    pub reason: FailureReason,
}

/// A reason why the text of a file is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The file needs a password.
    Encrypted,
    /// The file is damaged, or its content does not match its format.
    Damaged,
    /// The file, or its unpacked content, exceeds a limit.
    TooLarge,
    /// The file is inside too many other files.
    TooDeep,
    /// Reading the file took too long.
    TimedOut,
    /// The process that read the file crashed.
    Crashed,
    /// The process that reads files could not be started, so the file was not read.
    NotStarted,
    /// The file uses a format or compression that is not supported.
    Unsupported,
}

impl FailureReason {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::Encrypted,
        Self::Damaged,
        Self::TooLarge,
        Self::TooDeep,
        Self::TimedOut,
        Self::Crashed,
        Self::NotStarted,
        Self::Unsupported,
    ];

    /// Returns a sentence for the user.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Encrypted => "The file is protected by a password.",
            Self::Damaged => "The file is damaged.",
            Self::TooLarge => "The file is too large.",
            Self::TooDeep => "The file is inside too many other files.",
            Self::TimedOut => "Reading the file took too long.",
            Self::Crashed => "Reading the file failed.",
            Self::NotStarted => "The program that reads attachments could not be started.",
            Self::Unsupported => "The file uses a format or compression that Foundmail cannot read.",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.reason.sentence())
    }
}

impl std::error::Error for Failure {}

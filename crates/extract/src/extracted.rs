//! What came out of a file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Kind;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extracted {
    /// What the file is.
    pub kind: Kind,
    /// Its text, and that of each file in it that has some. Empty for a picture.
    pub pieces: Vec<Piece>,
    /// True if there is more text than the limits allow.
    pub truncated: bool,
    /// What could not be read, or not to its end.
    pub lost: Vec<Lost>,
}

/// The text of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where it lies inside the file that was given, `reports/may.zip/table.csv`; empty for that file itself.
    pub path: String,
    /// Its text, in lines. Never blank.
    pub text: String,
}

/// A file whose text is missing, or the end of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Where it lies, as [`Piece::path`] has it.
    pub path: String,
    /// Why.
    pub failure: Failure,
}

/// Why nothing could be read of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Failure {
    /// What the file is, as far as that was found out.
    pub kind: Kind,
    /// What kept us from its text.
    pub reason: Reason,
}

/// What keeps us from a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It needs a password.
    Encrypted,
    /// It is broken, or not what it says.
    Damaged,
    /// It, or what it unpacks to, is larger than the limits allow.
    TooLarge,
    /// It lies in too many others.
    TooDeep,
    /// It took too long.
    TimedOut,
    /// It ended the process that read it.
    Crashed,
    /// It is packed or written in a way that is not read here.
    Unsupported,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Encrypted,
        Self::Damaged,
        Self::TooLarge,
        Self::TooDeep,
        Self::TimedOut,
        Self::Crashed,
        Self::Unsupported,
    ];

    /// The reason as one plain sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Encrypted => "It is protected by a password.",
            Self::Damaged => "It is damaged.",
            Self::TooLarge => "It is too large.",
            Self::TooDeep => "It lies too deep inside other files.",
            Self::TimedOut => "Reading it took too long.",
            Self::Crashed => "Reading it failed.",
            Self::Unsupported => "It is packed in a way that cannot be read.",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.reason.sentence())
    }
}

impl std::error::Error for Failure {}

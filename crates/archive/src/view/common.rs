//! Types that several views use.

use serde::Serialize;
use ts_rs::TS;

/// A piece of text. It is marked if it matched the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// True if the text is marked as a hit.
    pub hit: bool,
}

/// A person in a header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonView {
    /// The display name. Empty if there is none.
    pub name: String,
    /// The address. Empty if there is none.
    pub address: String,
    /// True if this is an address of the owner: an address that sent the mail in folders for sent mail.
    pub me: bool,
}

/// The category of an error. The window has a sentence for each category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Another import or change of the archive is running.
    Busy,
    /// The disk is full.
    DiskFull,
    /// The message, folder, attachment or source is not in the archive.
    NotFound,
    /// Any other error.
    Failed,
}

/// An error as the window receives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// The category.
    pub code: ErrorCode,
    /// A sentence for the user.
    pub message: String,
}

impl ErrorView {
    /// Returns an error without a category of its own. `message` is a sentence for the user.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Failed, message: message.into() }
    }
}

/// A part of a query that Foundmail did not understand. The search ignores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Problem {
    /// The part, as typed.
    pub part: String,
    /// Offset of the part in the query, in UTF-16 units.
    pub start: u32,
    /// Offset of the end of the part, in UTF-16 units.
    pub end: u32,
    /// The reason, in plain language.
    pub why: String,
}

//! What all views share.

use serde::Serialize;
use ts_rs::TS;

/// A piece of text, and whether it matched the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// True where it is to be marked as a hit.
    pub hit: bool,
}

/// A person in a header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonView {
    /// The shown name, empty where there is none.
    pub name: String,
    /// The real address, empty where there is none.
    pub address: String,
}

/// The category of an error. The window has a sentence for each.
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
    /// A sentence for the owner.
    pub message: String,
}

/// Part of a query that could not be understood; the rest was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Problem {
    /// The part, as typed.
    pub part: String,
    /// Its first UTF-16 unit in the query.
    pub start: u32,
    /// The unit behind it.
    pub end: u32,
    /// Why, in plain words.
    pub why: String,
}
